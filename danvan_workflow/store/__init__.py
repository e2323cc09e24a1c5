"""The database: tables, migrations' engine, and the questions asked of it.

Here: SQLAlchemy and nothing of the kind elsewhere. Not here: decisions (duty/, services/). The next column: in `tables`, with a
migration in sql/versions that keeps what is stored, and a kept store in tests/golden where words change.
"""
