"""Keep the values that an officer accepts against an error rule"""

import sqlalchemy as sa
from alembic import op

import danvan_workflow.store.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('acceptance',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decider', sa.String(length=200), nullable=False),
    sa.Column('document_number', sa.String(length=100), nullable=False),
    sa.Column('entered_by', sa.String(length=200), nullable=False),
    sa.Column('at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_acceptance_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', 'indicator', name=op.f('pk_acceptance'))
    )


def downgrade() -> None:
    op.drop_table('acceptance')
