"""Plans that other tools and people wrote, read where they lie.

files ── detect (by what is there) ── one reader a format ── ForeignPlan ── rules PP9, `planproof import`
"""
