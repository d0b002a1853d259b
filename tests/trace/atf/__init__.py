"""Event files in Python, held against what the format says and what the core writes."""
