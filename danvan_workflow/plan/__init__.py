"""The plan as a file: its models, its loading, its checks, its dates and what changed between two versions.

Here: pure reading of one text. Not here: the law (statutory/), who owes (duty/). The next obligation kind: ObligationKind in
`models` with its words; the next check: a function of LoadedPlan in a `check_*` module, named in `checks`.
"""
