"""Reading what people write, strictly: YAML without implicit types, with the line of every place and all problems at once.

Here: what any file of ours is read with. Not here: what a certain file means (plan/, intake/, register/, statutory/).
The next one: another format that plans, mappings and submissions may all be written in.
"""
