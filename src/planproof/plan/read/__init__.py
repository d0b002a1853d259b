"""From documents to a plan: one module a group of sections.

outline    which sections hold which part
words      pieces of text with places; fields, commands: the two forms that every part uses
overview, design, tests, tasks, scope: the parts
plan       all of them together
"""
