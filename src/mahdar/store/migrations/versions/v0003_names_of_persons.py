"""Keys by which persons are found among the terms; the links are worked out anew, with terms that lists and searches ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "name_keys",
        sa.Column("key", ID, nullable=False, primary_key=True, autoincrement=False),
        sa.Column("term_id", ID, sa.ForeignKey("terms.id"), nullable=False, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.execute("DELETE FROM links")
    op.execute("DELETE FROM meta WHERE name = 'links'")
