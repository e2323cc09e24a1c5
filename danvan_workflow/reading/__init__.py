"""Reading what people write, strictly: nothing guessed, the line of every place, every problem at once.

Here: what any file of ours is read with: `reader` (a text into a model), `rows` (CSV), `model` and `forms` (what a model is made
of), `breaches` (what is said of a wrong value). Not here: what a certain file may say (plan/, intake/, register/, statutory/).
The next one: another format that plans, mappings and submissions may all be written in, beside strict_yaml and strict_json.
"""
