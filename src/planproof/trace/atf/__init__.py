"""ATF, Agent Trace Format, in Python: what reads every trace, and what the Python recorder writes.

    layout -> checksum -> chunk -> writer, reader -> events        names, manifest: the JSON beside the events

The C core writes the same bytes; docs/formats/atf.md draws them.
"""
