"""Why an incident was assessed again under another law."""

import sqlalchemy as sa
from alembic import op

from incident.db.migrations.columns import SECRET

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the reason; the assessments that are there have none."""
    op.add_column("assessment", sa.Column("reason", SECRET))


def downgrade() -> None:
    """Drop it, and with it the reasons; that an incident was assessed again stays in the audit chain."""
    op.drop_column("assessment", "reason")
