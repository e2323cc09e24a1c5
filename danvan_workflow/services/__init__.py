"""Use cases, one a module, by subject: plain arguments in, small frozen results out; CLI, DAGs, pages and tests call the same."""
