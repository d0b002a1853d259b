"""Findings as text, JSON, SARIF, JUnit XML and GitHub annotations."""
