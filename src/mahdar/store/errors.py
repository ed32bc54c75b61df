"""What can go wrong with a store, as one kind of error whose message a person can act on: what was wrong, where, what to do."""

from __future__ import annotations


class StoreError(Exception):
    """The store could not do what was asked; nothing was half done. The message is one line."""


class UnknownError(StoreError):
    """No such report, claim, decision or run in the store, or more than one that it could be."""


class QueryError(StoreError):
    """A search that can't be understood; the message says which part and how to write it."""
