"""Use cases, one a module: plain arguments in, small frozen results out; the same call serves the CLI, the DAG and the tests."""
