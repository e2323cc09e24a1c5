"""What the law fixes: periods, data windows, working days, deadlines, indicators, rules, and the texts they come from.

Here: one dated fact per entry in data/*.yaml, with its source. Not here: what a plan says (plan/), what was reported
(consolidate/). The next one: a fact is an entry in data/; a rule an entry in data/rules.yaml and its form in
consolidate/checks.
"""
