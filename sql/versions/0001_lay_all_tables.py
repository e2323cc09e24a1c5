"""Lay all tables"""

import sqlalchemy as sa
from alembic import op

import danvan_workflow.store.types

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agency',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('short_name', sa.String(length=200), nullable=False),
    sa.Column('unit_name', sa.String(length=200), nullable=False),
    sa.Column('province_name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('province', sa.String(length=10), nullable=False),
    sa.Column('parent', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('assumed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_agency'))
    )
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agency_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_agency_province'), ['province'], unique=False)

    op.create_table('contact',
    sa.Column('agency', sa.String(length=40), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('example', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('agency', 'role', 'email', name=op.f('pk_contact'))
    )
    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('agency', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_cycle_id'), ['cycle_id'], unique=False)

    op.create_table('plan_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan', sa.String(length=60), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('loaded_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_version')),
    sa.UniqueConstraint('plan', 'sha256', name=op.f('uq_plan_version_plan_sha256'))
    )
    op.create_table('rejection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('table_name', sa.String(length=100), nullable=False),
    sa.Column('row_key', sa.String(length=200), nullable=False),
    sa.Column('column_name', sa.String(length=100), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rejection')),
    sa.UniqueConstraint('cycle_id', 'source', 'table_name', 'row_key', 'column_name', 'reason', name=op.f('uq_rejection'))
    )
    with op.batch_alter_table('rejection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rejection_cycle_id'), ['cycle_id'], unique=False)

    op.create_table('succession',
    sa.Column('predecessor', sa.String(length=40), nullable=False),
    sa.Column('successor', sa.String(length=40), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('numerator', sa.Integer(), nullable=False),
    sa.Column('denominator', sa.Integer(), nullable=False),
    sa.Column('assumed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('predecessor', 'successor', 'effective_on', name=op.f('pk_succession'))
    )
    with op.batch_alter_table('succession', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_succession_successor'), ['successor'], unique=False)

    op.create_table('cycle',
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('plan', sa.String(length=60), nullable=False),
    sa.Column('obligation', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('label', sa.String(length=300), nullable=False),
    sa.Column('period', sa.String(length=20), nullable=True),
    sa.Column('data_first_day', sa.Date(), nullable=True),
    sa.Column('data_last_day', sa.Date(), nullable=True),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('due_phrase', sa.String(length=200), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('effective_last_day', sa.Date(), nullable=False),
    sa.Column('collector_due_on', sa.Date(), nullable=False),
    sa.Column('assumed', sa.Boolean(), nullable=False),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('opened_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('roll_as_of', sa.Date(), nullable=False),
    sa.Column('ad_hoc', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_version.id'], name=op.f('fk_cycle_plan_version_id_plan_version')),
    sa.PrimaryKeyConstraint('cycle_id', name=op.f('pk_cycle'))
    )
    with op.batch_alter_table('cycle', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cycle_plan'), ['plan'], unique=False)

    op.create_table('duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('agency', sa.String(length=40), nullable=False),
    sa.Column('agency_name', sa.String(length=300), nullable=False),
    sa.Column('group_id', sa.String(length=60), nullable=False),
    sa.Column('owes', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('sections', sa.JSON(), nullable=False),
    sa.Column('indicators', sa.JSON(), nullable=False),
    sa.Column('persons', sa.JSON(), nullable=False),
    sa.Column('ladder', sa.JSON(), nullable=False),
    sa.Column('inherited_from', sa.JSON(), nullable=False),
    sa.Column('passed_on_to', sa.JSON(), nullable=False),
    sa.Column('passed_on_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('waived_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.cycle_id'], name=op.f('fk_duty_cycle_id_cycle')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty')),
    sa.UniqueConstraint('cycle_id', 'agency', name=op.f('uq_duty_cycle_id_agency'))
    )
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duty_agency'), ['agency'], unique=False)

    op.create_table('snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('members', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.cycle_id'], name=op.f('fk_snapshot_cycle_id_cycle')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshot')),
    sa.UniqueConstraint('cycle_id', 'number', name=op.f('uq_snapshot_cycle_id_number')),
    sa.UniqueConstraint('cycle_id', 'sha256', name=op.f('uq_snapshot_cycle_id_sha256'))
    )
    op.create_table('concession',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('duty_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('new_last_day', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decider', sa.String(length=200), nullable=False),
    sa.Column('document_number', sa.String(length=100), nullable=False),
    sa.Column('at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.cycle_id'], name=op.f('fk_concession_cycle_id_cycle')),
    sa.ForeignKeyConstraint(['duty_id'], ['duty.id'], name=op.f('fk_concession_duty_id_duty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concession'))
    )
    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concession_cycle_id'), ['cycle_id'], unique=False)

    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('files_sha256', sa.String(length=64), nullable=False),
    sa.Column('decision', sa.String(length=10), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.cycle_id'], name=op.f('fk_decision_cycle_id_cycle')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_decision_snapshot_id_snapshot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_cycle_id'), ['cycle_id'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=400), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('duty_id', sa.Integer(), nullable=True),
    sa.Column('agency', sa.String(length=40), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('recipient', sa.String(length=200), nullable=False),
    sa.Column('recipient_name', sa.String(length=200), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('status_code', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('planned_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('sent_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.cycle_id'], name=op.f('fk_notice_cycle_id_cycle')),
    sa.ForeignKeyConstraint(['duty_id'], ['duty.id'], name=op.f('fk_notice_duty_id_duty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('key', name=op.f('uq_notice_key'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_cycle_id'), ['cycle_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_duty_id'), ['duty_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_state'), ['state'], unique=False)

    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(length=10), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('issued_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.cycle_id'], name=op.f('fk_report_cycle_id_cycle')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_report_snapshot_id_snapshot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
    sa.UniqueConstraint('snapshot_id', 'format', name=op.f('uq_report_snapshot_id_format'))
    )
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_cycle_id'), ['cycle_id'], unique=False)

    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('duty_id', sa.Integer(), nullable=False),
    sa.Column('agency', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sent_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('received_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('via', sa.String(length=80), nullable=False),
    sa.Column('sender', sa.String(length=200), nullable=False),
    sa.Column('document_number', sa.String(length=100), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('nil_report', sa.Boolean(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('is_complete', sa.Boolean(), nullable=True),
    sa.Column('completeness', sa.JSON(), nullable=True),
    sa.Column('error_count', sa.Integer(), nullable=False),
    sa.Column('warning_count', sa.Integer(), nullable=False),
    sa.Column('ruleset', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.cycle_id'], name=op.f('fk_submission_cycle_id_cycle')),
    sa.ForeignKeyConstraint(['duty_id'], ['duty.id'], name=op.f('fk_submission_duty_id_duty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('duty_id', 'version', name=op.f('uq_submission_duty_id_version'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index('ix_submission_cycle_id_agency', ['cycle_id', 'agency'], unique=False)

    op.create_table('attachment',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_attachment_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', 'name', name=op.f('pk_attachment'))
    )
    op.create_table('figure',
    sa.Column('cycle_id', sa.String(length=190), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(length=10), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('value', danvan_workflow.store.types.ExactNumber(precision=20, scale=4), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_figure_submission_id_submission')),
    sa.PrimaryKeyConstraint('cycle_id', 'submission_id', 'indicator', name=op.f('pk_figure'))
    )
    op.create_table('finding',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('severity', sa.String(length=10), nullable=False),
    sa.Column('place', sa.String(length=100), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_finding_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', 'position', name=op.f('pk_finding'))
    )
    op.create_table('narrative',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('section', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('nil', sa.Boolean(), nullable=False),
    sa.Column('skip_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_narrative_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', 'section', name=op.f('pk_narrative'))
    )
    op.create_table('person',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_person_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', 'position', name=op.f('pk_person'))
    )
    op.create_table('task_item',
    sa.Column('plan', sa.String(length=60), nullable=False),
    sa.Column('task', sa.String(length=60), nullable=False),
    sa.Column('agency', sa.String(length=40), nullable=False),
    sa.Column('agency_name', sa.String(length=300), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', danvan_workflow.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_task_item_submission_id_submission')),
    sa.PrimaryKeyConstraint('plan', 'task', 'agency', name=op.f('pk_task_item'))
    )
    op.create_table('task_progress',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('task', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_task_progress_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', 'task', name=op.f('pk_task_progress'))
    )


def downgrade() -> None:
    op.drop_table('task_progress')
    op.drop_table('task_item')
    op.drop_table('person')
    op.drop_table('narrative')
    op.drop_table('finding')
    op.drop_table('figure')
    op.drop_table('attachment')
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index('ix_submission_cycle_id_agency')

    op.drop_table('submission')
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_cycle_id'))

    op.drop_table('report')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_state'))
        batch_op.drop_index(batch_op.f('ix_notice_duty_id'))
        batch_op.drop_index(batch_op.f('ix_notice_cycle_id'))

    op.drop_table('notice')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_cycle_id'))

    op.drop_table('decision')
    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concession_cycle_id'))

    op.drop_table('concession')
    op.drop_table('snapshot')
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duty_agency'))

    op.drop_table('duty')
    with op.batch_alter_table('cycle', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cycle_plan'))

    op.drop_table('cycle')
    with op.batch_alter_table('succession', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_succession_successor'))

    op.drop_table('succession')
    with op.batch_alter_table('rejection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rejection_cycle_id'))

    op.drop_table('rejection')
    op.drop_table('plan_version')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_cycle_id'))

    op.drop_table('event')
    op.drop_table('contact')
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agency_province'))
        batch_op.drop_index(batch_op.f('ix_agency_kind'))

    op.drop_table('agency')
