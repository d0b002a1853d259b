"""What was promised: documents in Markdown, read into a model and checked by rules."""
