"""The tables of a store, as SQLAlchemy Core knows them.

Three kinds: what came in and what was read from it (`runs`, `texts`, `reports`, `versions`, `readings`, `claims`, `reading_claims`,
`adoptions`, and for the stage that merges `events`, `event_claims`), what people decided (`decisions`), both append-only; and the view
(`heads`, `seen`, `terms`, `seen_terms`, `links`, `name_keys`, `search_docs`), which is computed from them and can be
thrown away. `migrations/` holds the same tables as numbered steps; a test compares the two. Ids are given by the writer, of which there is one
at a time.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

data = sa.MetaData()
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, null: bool = False, index: bool = False, primary: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id")
    return sa.Column(name, ID, key, nullable=null, index=index, primary_key=primary, autoincrement=False)


meta = sa.Table("meta", data, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))

# One piece of work: reports added, or all read again. `packs` and `program` are those of the reader.
runs = sa.Table(
    "runs",
    data,
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("program", sa.Text, nullable=False),
    sa.Column("packs", sa.Text, nullable=False),
)

# The readings of a run count for the view from its latest adoption on; `discarded` takes it out of the list of proposals.
adoptions = sa.Table(
    "adoptions",
    data,
    _id(),
    _to("run_id", "runs", index=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

texts = sa.Table("texts", data, sa.Column("sha", sa.Text, primary_key=True), sa.Column("body", sa.LargeBinary, nullable=False))

reports = sa.Table("reports", data, _id(), sa.Column("key", sa.Text, nullable=False, unique=True), sa.Column("at", sa.Text, nullable=False))

# A report as it came in; another text at the same address is another version. `sha` is of everything that was given but the name.
versions = sa.Table(
    "versions",
    data,
    _id(),
    _to("report_id", "reports"),
    _to("run_id", "runs"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("sha", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False, index=True),
    sa.Column("source", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("report_id", "sha"),
    sa.UniqueConstraint("report_id", "number"),
)

# What a program read from a version: `head` is the record without text and claims.
readings = sa.Table(
    "readings",
    data,
    _id(),
    _to("version_id", "versions", index=True),
    _to("run_id", "runs", index=True),
    sa.Column("program", sa.Text, nullable=False),
    sa.Column("packs", sa.Text, nullable=False),
    sa.Column("text_sha", sa.Text, sa.ForeignKey("texts.sha"), nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
)

# The same claim read twice is one row; `digest` is of its body. `key` is its id in the record.
claims = sa.Table(
    "claims",
    data,
    _id(),
    _to("report_id", "reports"),
    sa.Column("key", sa.Text, nullable=False, index=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("report_id", "key", "digest"),
)

reading_claims = sa.Table(
    "reading_claims",
    data,
    _to("reading_id", "readings", primary=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    _to("claim_id", "claims"),
    sqlite_with_rowid=False,
)

# `body` holds what the action needs (value, what it was made over, members of a group), as JSON.
decisions = sa.Table(
    "decisions",
    data,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    _to("report_id", "reports", null=True, index=True),
    sa.Column("claim", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("undoes", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

# A contact that several reports tell of; by the stage that merges.
events = sa.Table(
    "events",
    data,
    _id(),
    _to("run_id", "runs", index=True),
    sa.Column("key", sa.Text, nullable=False, index=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
event_claims = sa.Table(
    "event_claims",
    data,
    _to("event_id", "events", primary=True),
    _to("report_id", "reports", primary=True, index=True),
    sa.Column("claim", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)

# ---------------------------------------------------------------- the view
# What counts of each report, and when that last changed (`stamp` only grows).
heads = sa.Table(
    "heads",
    data,
    _to("report_id", "reports", primary=True),
    _to("version_id", "versions"),
    _to("reading_id", "readings"),
    sa.Column("published", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("outlet", sa.Text),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("orphans", sa.Integer, nullable=False),
    sa.Column("stamp", ID, nullable=False, index=True),
)

# A claim as it is shown. `claim_id` is the claim as read (none where a person added it), `body` is there where people changed something.
# `first` and `last` are days as numbers (20150811), of its own date or, for a statement, of the report's.
seen = sa.Table(
    "seen",
    data,
    _id(),
    _to("report_id", "reports", index=True),
    _to("claim_id", "claims", null=True),
    sa.Column("key", sa.Text, nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("conflicts", sa.Integer, nullable=False),
    sa.Column("first", sa.Integer),
    sa.Column("last", sa.Integer),
    sa.Column("body", sa.LargeBinary),
)
sa.Index("ix_seen_type_first", seen.c.type, seen.c.first)

# What can be asked for, each value once.
terms = sa.Table(
    "terms",
    data,
    _id(),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.UniqueConstraint("field", "value"),
)
seen_terms = sa.Table(
    "seen_terms",
    data,
    _to("term_id", "terms", primary=True),
    sa.Column("seen_id", ID, sa.ForeignKey("seen.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)

# Whom a mention of a claim as shown leads to (linking.py). `run_id` is the run of the reading, `reasons` the mention with its link as JSON.
links = sa.Table(
    "links",
    data,
    _id(),
    _to("run_id", "runs", index=True),
    _to("report_id", "reports", index=True),
    sa.Column("claim", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
)
sa.Index("ix_links_target", links.c.kind, links.c.target)

# By which numbers the terms that tell of persons are found: their identifiers, and the sounds of names in no list (linking.py).
name_keys = sa.Table(
    "name_keys",
    data,
    sa.Column("key", ID, primary_key=True, autoincrement=False),
    _to("term_id", "terms", primary=True),
    sqlite_with_rowid=False,
)

# Full text, on PostgreSQL only: one row a report (`key` empty) and one a claim that is shown.
search_docs = sa.Table(
    "search_docs",
    sa.MetaData(),
    sa.Column("report", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("first", sa.Integer),
    sa.Column("last", sa.Integer),
    sa.Column("words", TSVECTOR, nullable=False),
)
