"""Answers about a trace, never larger than asked for.

summary, tree, span, search   what there is to say, as items in the order of what matters
filling                       as many of them as the budget holds, and what the rest would cost
wording, evidence, folding    lines for people; what can't be seen; repeats as one
"""
