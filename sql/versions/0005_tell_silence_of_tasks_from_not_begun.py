"""Tell tasks of which nobody said anything from those that are not begun"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE task_item SET state = 'not_reported' WHERE state = 'not_started' AND submission_id IS NULL")


def downgrade() -> None:
    op.execute("UPDATE task_item SET state = 'not_started' WHERE state = 'not_reported'")
