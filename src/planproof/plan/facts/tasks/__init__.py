"""Readers of targets and recipes that a person types."""
