"""The account register: locks at the platforms, watched accounts, posts of others, requests to open accounts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import store.db.columns

revision = "0030"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account_request',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('platform', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('handle', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('unit', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('purpose', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('requested_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('requested_at', store.db.columns.Utc(timezone=True), nullable=False),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('decided_at', store.db.columns.Utc(timezone=True), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('account_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('account_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_request_status'), ['status'], unique=False)

    op.create_table('watch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('tick', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('account_watch',
    sa.Column('account_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('since', store.db.columns.Utc(timezone=True), nullable=False),
    sa.Column('next_at', store.db.columns.Utc(timezone=True), nullable=False),
    sa.Column('read_at', store.db.columns.Utc(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('account_id')
    )
    op.create_table('foreign_post',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('crisis_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('account_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('remote_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('remote_url', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('found_at', store.db.columns.Utc(timezone=True), nullable=False),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('decided_at', store.db.columns.Utc(timezone=True), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('draft_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['crisis_id'], ['crisis.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id', 'remote_id', 'text_hash')
    )
    with op.batch_alter_table('foreign_post', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_foreign_post_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_foreign_post_crisis_id'), ['crisis_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_foreign_post_status'), ['status'], unique=False)

    op.create_table('platform_lock',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('account_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sandbox', sa.Boolean(), nullable=False),
    sa.Column('crisis_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('wanted_at', store.db.columns.Utc(timezone=True), nullable=False),
    sa.Column('locked_at', store.db.columns.Utc(timezone=True), nullable=True),
    sa.Column('restored_at', store.db.columns.Utc(timezone=True), nullable=True),
    sa.Column('due_at', store.db.columns.Utc(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease_owner', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('lease_until', store.db.columns.Utc(timezone=True), nullable=True),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint("status NOT IN ('stored', 'locked', 'restoring') OR before IS NOT NULL", name='stored_first'),
    sa.CheckConstraint('sandbox = false', name='no_platform_behind_a_twin'),
    sa.ForeignKeyConstraint(['account_id', 'sandbox'], ['account.id', 'account.sandbox'], ),
    sa.ForeignKeyConstraint(['crisis_id'], ['crisis.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('platform_lock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_platform_lock_status'), ['status'], unique=False)
        batch_op.create_index('one_open_platform_lock', ['account_id'], unique=True, sqlite_where=sa.text("status <> 'restored'"), postgresql_where=sa.text("status <> 'restored'"))
    _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()


def _sqlite() -> None:
    """What the roles were is read once, before anything is lowered, and never written over."""
    op.execute(
        "CREATE TRIGGER platform_lock_before_frozen BEFORE UPDATE ON platform_lock "
        "WHEN OLD.before IS NOT NULL AND OLD.before IS NOT NEW.before "
        "BEGIN SELECT RAISE(ABORT, 'platform_lock.before is frozen'); END"
    )
    op.execute(
        "CREATE TRIGGER platform_lock_no_delete BEFORE DELETE ON platform_lock "
        "BEGIN SELECT RAISE(ABORT, 'platform_lock is kept'); END"
    )


def _postgresql() -> None:
    op.execute(
        "CREATE TRIGGER platform_lock_before_frozen BEFORE UPDATE ON platform_lock FOR EACH ROW "
        "WHEN (OLD.before IS NOT NULL AND OLD.before::text IS DISTINCT FROM NEW.before::text) "
        "EXECUTE FUNCTION krisekanal_refuse()"
    )
    op.execute(
        "CREATE TRIGGER platform_lock_no_delete BEFORE DELETE OR TRUNCATE ON platform_lock "
        "FOR EACH STATEMENT EXECUTE FUNCTION krisekanal_refuse()"
    )


def downgrade() -> None:
    raise RuntimeError("what the roles were is never thrown away; restore a backup instead")
