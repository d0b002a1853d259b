"""A thread-slot registry in C, planned in three documents, kept as the successive states of its tree."""
