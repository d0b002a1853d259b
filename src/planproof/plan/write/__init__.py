"""Documents from answers and facts: every line knows which answers it was made of.

answers, look ── sections (one module a group) ── Page ── documents ── files, never over what a person wrote
"""
