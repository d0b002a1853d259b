"""Spans: random programs of known structure, traces that were cut, programs that were really recorded."""
