"""The files that planproof writes for coding agents."""
