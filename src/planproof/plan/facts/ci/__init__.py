"""Readers of what runs on each change."""
