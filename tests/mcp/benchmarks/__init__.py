"""Benchmarks of the face for agents."""
