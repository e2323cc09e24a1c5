"""Keep the terms of findings: the indicators whose figures the broken formula compares"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# What release 0.1 compared, by rule; a rule that isn't named here is about the indicator at its place.
TERMS = {
    'V02a': ['DT05', 'DT04'], 'V02b': ['DT04', 'DT03'], 'V02c': ['DT03', 'DT01', 'DT02'], 'V03': ['DT05', 'DT07', 'DT04'],
    'V04a': ['DT01', 'DT02', 'DT09'], 'V04b': ['HC01', 'HC02', 'HC07'], 'V05a': ['DT04a', 'DT04b', 'DT04'],
    'V05b': ['TC01a', 'TC01b', 'TC01'], 'V05c': ['DV06a', 'DV06b', 'DV01'], 'V06a': ['HC04', 'HC03'],
    'V06b': ['HC03', 'HC01', 'HC02'], 'V06c': ['HC02a', 'HC02'], 'V07': ['HC03a', 'HC03b', 'HC03c', 'HC03'],
    'V09a': ['DV02', 'DV01'], 'V09b': ['DV04', 'DV03'], 'V09c': ['DV03', 'DV02'], 'V09d': ['DV01a', 'DV01b', 'DV01'],
    'V10': ['HG02', 'HG03', 'HG03a', 'HG01'], 'V11a': ['TC02', 'TC01'], 'V11b': ['TC04', 'TC03'], 'V12a': ['TT02', 'TT01'],
    'V12b': ['TT06', 'TT05'], 'V12c': ['DTH2', 'DTH1'], 'V12d': ['TT02', 'TT01'], 'V12e': ['TT06', 'TT05'],
    'V12f': ['DTH2', 'DTH1'], 'V14a': ['HC01', 'HC02', 'HC03'],
}
PARENTS = {
    'DV01a': 'DV01', 'DV01b': 'DV01', 'DV06a': 'DV01', 'DV06b': 'DV01', 'TC01a': 'TC01', 'TC01b': 'TC01', 'DT04a': 'DT04',
    'DT04b': 'DT04', 'DT08a': 'DT08', 'DTH4': 'DTH3', 'HC02a': 'HC02', 'HC03a': 'HC03', 'HC03b': 'HC03', 'HC03c': 'HC03',
    'HC04': 'HC03', 'HC06b': 'HC06a', 'HG02': 'HG01', 'HG03': 'HG01', 'HG03a': 'HG01',
}
RATIOS = {'DT06': ['DT05', 'DT04'], 'HC05': ['HC04', 'HC03'], 'HC06': ['HC06b', 'HC06a'], 'HG04': ['HG02', 'HG01']}
OF_NO_FIGURE = ('V16c', 'V18')  # a copied report; a passage of text, whose place is a section


def upgrade() -> None:
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('terms', sa.JSON(), nullable=False, server_default='[]'))
    finding = sa.table('finding', sa.column('rule', sa.String), sa.column('place', sa.String), sa.column('terms', sa.JSON))
    connection = op.get_bind()
    pairs = connection.execute(sa.select(finding.c.rule, finding.c.place).distinct()).all()
    for rule, place in pairs:
        here = (finding.c.rule == rule) & (finding.c.place == place)
        connection.execute(sa.update(finding).where(here).values(terms=_terms(rule, place)))
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.alter_column('terms', server_default=None)


def _terms(rule: str, place: str) -> list[str]:
    if rule in OF_NO_FIGURE or not place:
        return []
    if rule == 'V05p' and place in PARENTS:
        return [place, PARENTS[place]]
    if rule in ('V08', 'V08a', 'V08b', 'V08c') and place in RATIOS:
        return [place, *RATIOS[place]]
    return TERMS.get(rule, [place])


def downgrade() -> None:
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_column('terms')
