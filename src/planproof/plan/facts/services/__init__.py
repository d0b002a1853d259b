"""Readers of what runs around the code: containers, ports, variables."""
