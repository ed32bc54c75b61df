"""The store: what was read, kept append-only; what people decided, laid over it; search. `Store` is its face (docs/store.md)."""

from __future__ import annotations

from mahdar.store.api import Filter, Store
from mahdar.store.errors import QueryError, StoreError, UnknownError

__all__ = ["Filter", "QueryError", "Store", "StoreError", "UnknownError"]
