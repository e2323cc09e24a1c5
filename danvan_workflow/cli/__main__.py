"""`python -m danvan_workflow.cli`, where the console script isn't on the path."""

from danvan_workflow.cli import main

raise SystemExit(main())
