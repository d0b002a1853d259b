"""Answers about traces: what they say, and that no budget is passed over."""
