"""Mahdar reads the news of diplomacy and keeps the minutes."""

__version__ = "0.1.0"
