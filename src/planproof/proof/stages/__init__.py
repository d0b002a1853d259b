"""The nine stages, one module each."""
