"""The command line: one table of verbs, one module a verb, each of which calls the same services as every other face."""
