"""From documents to a plan: one module a group of sections."""
