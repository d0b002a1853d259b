"""Readers of what a project is built from: languages and their versions, dependencies, frameworks, entry points."""
