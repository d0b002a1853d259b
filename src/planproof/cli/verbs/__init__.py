"""One module a verb: `configure(parser)` adds its arguments, `run(arguments, face)` calls a service and prints."""
