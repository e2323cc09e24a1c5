"""Keep the facts of a snapshot, and what its documents were made with; the snapshots there are have neither"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("snapshot") as batch_op:
        batch_op.add_column(sa.Column("facts", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("facts_sha256", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("made_with", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("snapshot") as batch_op:
        batch_op.drop_column("made_with")
        batch_op.drop_column("facts_sha256")
        batch_op.drop_column("facts")
