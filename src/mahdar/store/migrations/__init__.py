"""Numbered steps of the schema, run by Alembic. A released step never changes; a store of each released schema is kept for the tests."""
