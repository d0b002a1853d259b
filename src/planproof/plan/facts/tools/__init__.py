"""Readers of how tests, linters, type checkers and formatters are set up."""
