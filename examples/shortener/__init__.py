"""A small web service, planned as one iteration, kept as the successive states of its tree."""
