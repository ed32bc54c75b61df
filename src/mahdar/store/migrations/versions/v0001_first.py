"""The first schema: reports and their versions, readings, claims, decisions, and the view over them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, null: bool = False, primary: bool = False) -> sa.Column[int]:
    return sa.Column(name, ID, sa.ForeignKey(f"{target}.id"), nullable=null, primary_key=primary, autoincrement=False)


def _text(name: str, *, null: bool = False, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, primary_key=primary)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=null)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def upgrade() -> None:
    _raw()
    _people()
    _view()


def _raw() -> None:
    op.create_table("meta", _text("name", primary=True), _text("value"))
    op.create_table("runs", _id(), *(_text(name) for name in ("kind", "who", "at", "program", "packs")))
    op.create_table("adoptions", _id(), _to("run_id", "runs"), _text("action"), _text("who"), _text("at"))
    _index("adoptions", "run_id")
    op.create_table("texts", _text("sha", primary=True), _bytes("body"))
    op.create_table("reports", _id(), _text("key"), _text("at"), sa.UniqueConstraint("key"))
    op.create_table(
        "versions",
        _id(),
        _to("report_id", "reports"),
        _to("run_id", "runs"),
        _number("number"),
        _text("sha"),
        _text("label"),
        _bytes("source"),
        sa.UniqueConstraint("report_id", "sha"),
        sa.UniqueConstraint("report_id", "number"),
    )
    _index("versions", "label")
    op.create_table(
        "readings",
        _id(),
        _to("version_id", "versions"),
        _to("run_id", "runs"),
        _text("program"),
        _text("packs"),
        sa.Column("text_sha", sa.Text, sa.ForeignKey("texts.sha"), nullable=False),
        _bytes("head"),
    )
    _index("readings", "version_id")
    _index("readings", "run_id")
    op.create_table(
        "claims",
        _id(),
        _to("report_id", "reports"),
        _text("key"),
        _text("type"),
        _text("digest"),
        _bytes("body"),
        sa.UniqueConstraint("report_id", "key", "digest"),
    )
    _index("claims", "key")
    op.create_table(
        "reading_claims",
        _to("reading_id", "readings", primary=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        _to("claim_id", "claims"),
        sqlite_with_rowid=False,
    )


def _people() -> None:
    op.create_table(
        "decisions",
        _id(),
        *(_text(name) for name in ("key", "at", "who", "why", "action", "kind")),
        _to("report_id", "reports", null=True),
        *(_text(name) for name in ("claim", "field", "undoes", "body")),
        sa.UniqueConstraint("key"),
    )
    _index("decisions", "report_id")


def _view() -> None:
    op.create_table(
        "heads",
        _to("report_id", "reports", primary=True),
        _to("version_id", "versions"),
        _to("reading_id", "readings"),
        _text("published", null=True),
        _text("title"),
        _text("outlet", null=True),
        _text("language"),
        _number("orphans"),
        sa.Column("stamp", ID, nullable=False),
    )
    _index("heads", "stamp")
    op.create_table(
        "seen",
        _id(),
        _to("report_id", "reports"),
        _to("claim_id", "claims", null=True),
        _text("key"),
        _number("place"),
        _text("type"),
        _text("state"),
        _number("conflicts"),
        _number("first", null=True),
        _number("last", null=True),
        _bytes("body", null=True),
    )
    _index("seen", "report_id")
    _index("seen", "key")
    _index("seen", "type", "first")
    op.create_table("terms", _id(), _text("field"), _text("value"), sa.UniqueConstraint("field", "value"))
    op.create_table(
        "seen_terms",
        _to("term_id", "terms", primary=True),
        sa.Column("seen_id", ID, sa.ForeignKey("seen.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    _index("seen_terms", "seen_id")
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "search_docs",
            _text("report", primary=True),
            _text("key", primary=True),
            _text("type"),
            _number("first", null=True),
            _number("last", null=True),
            sa.Column("words", TSVECTOR, nullable=False),
        )
        op.create_index("ix_search_docs_words", "search_docs", ["words"], postgresql_using="gin")
