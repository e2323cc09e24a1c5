"""Alembic's entry: runs the migrations of sql/versions over the connection that `store.migration.migrate` hands over."""

from alembic import context

from danvan_workflow.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
