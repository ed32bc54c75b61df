"""The store: what was read, kept append-only; what people decided, laid over it; search. `Store` is its face (docs/store.md).

Its libraries are an extra of the package (`pip install 'mahdar[store]'`) and loaded when `Store` is first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mahdar.store.errors import QueryError, StoreError, UnknownError

if TYPE_CHECKING:
    from mahdar.store.api import Filter, Store

__all__ = ["Filter", "QueryError", "Store", "StoreError", "UnknownError"]


def __getattr__(name: str) -> Any:
    if name in ("Filter", "Store"):
        return getattr(importlib.import_module("mahdar.store.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
