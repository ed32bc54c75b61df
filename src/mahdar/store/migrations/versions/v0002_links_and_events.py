"""What the stages after reading put beside the claims: links to persons, bodies and places, and events told by several reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(name: str, target: str, *, primary: bool = False) -> sa.Column[int]:
    return sa.Column(name, ID, sa.ForeignKey(f"{target}.id"), nullable=False, primary_key=primary, autoincrement=False)


def _text(name: str, *, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, primary_key=primary)


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        _to("run_id", "runs"),
        _to("report_id", "reports"),
        *(_text(name) for name in ("claim", "field", "kind", "target")),
        sa.Column("score", sa.Float, nullable=False),
        _text("reasons"),
    )
    op.create_index("ix_links_run_id", "links", ["run_id"])
    op.create_index("ix_links_report_id", "links", ["report_id"])
    op.create_index("ix_links_target", "links", ["kind", "target"])
    op.create_table(
        "events",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        _to("run_id", "runs"),
        _text("key"),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_events_run_id", "events", ["run_id"])
    op.create_index("ix_events_key", "events", ["key"])
    op.create_table(
        "event_claims",
        _to("event_id", "events", primary=True),
        _to("report_id", "reports", primary=True),
        _text("claim", primary=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_claims_report_id", "event_claims", ["report_id"])
