"""An agency as an officer keeps it: lineage, contacts, duties, and one duty with all its versions."""
