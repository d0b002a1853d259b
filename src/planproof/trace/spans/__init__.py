"""From events to spans: which call was made by which, how long it took, how it ended.

    reading (a trace's folder) -> thread (calls matched to their ends, thread by thread) -> table (one row a call)

Written in Python, as the reference that a builder in C is held against.
"""
