"""Plans of ours in forms that other tools read.

plans + statuses (from evidence, handed in) ── one module a form ── files ── written where nothing is yet
"""
