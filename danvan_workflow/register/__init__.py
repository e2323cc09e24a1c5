"""The register of reporting agencies: who exists when, who follows whom, whom to write to.

Here: the register as a value, its files and their codec. Not here: storing it (store/), whom a plan asks (duty/roll).
The next one: another kind of agency or role of a contact in `models`, another file in a codec of its own.
"""
