"""The twin: a recorder in Python alone, with the same events and files as the native one. Slow, and the reference in tests.

    hook (profile.py, monitoring.py) -> lanes.py -> lane_file.py (mapped) -> EventWriter -> events-PID.idx

It asks for the standard library alone, since it runs in targets.
"""
