"""Say since when an heir owes"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

import danvan_workflow.store.types
from danvan_workflow.statutory.deadline import vietnam_date

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

DUTY = sa.table(
    'duty',
    sa.column('id', sa.Integer()),
    sa.column('cycle_id', sa.String()),
    sa.column('agency', sa.String()),
    sa.column('inherited_from', sa.JSON()),
    sa.column('passed_on_to', sa.JSON()),
    sa.column('passed_on_at', danvan_workflow.store.types.UtcDateTime()),
    sa.column('reason', sa.Text()),
    sa.column('heir_since', sa.Date()),
)
HEIR = 'kế thừa nghĩa vụ của'


def upgrade() -> None:
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.add_column(sa.Column('heir_since', sa.Date(), nullable=True))
    connection = op.get_bind()
    rows = connection.execute(sa.select(DUTY)).mappings().all()
    for duty, day in _heirs(rows):
        connection.execute(sa.update(DUTY).where(DUTY.c.id == duty).values(heir_since=day))


def _heirs(rows: Any) -> Iterator[tuple[int, Any]]:
    """Whoever has its duty from agencies alone that passed theirs on in this cycle, with the day of the first handing over."""
    for row in rows:
        given = [r for r in rows if r['cycle_id'] == row['cycle_id'] and r['passed_on_at'] and row['agency'] in r['passed_on_to']]
        known = {code for r in given for code in (r['agency'], *r['inherited_from'])}
        if given and row['reason'].startswith(HEIR) and set(row['inherited_from']) <= known:
            yield row['id'], vietnam_date(min(r['passed_on_at'] for r in given))


def downgrade() -> None:
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.drop_column('heir_since')
