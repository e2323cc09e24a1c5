"""The plan as a file: its models, its loading, its checks, its dates and what changed between two versions."""
