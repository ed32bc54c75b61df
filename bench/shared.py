"""Where the shared folder is (MAHDAR_SHARED, default ../shared) and how much memory this process took: for benches that need no more."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

TOP = Path(__file__).parent.parent
SHARED = Path(os.environ.get("MAHDAR_SHARED") or TOP.parent / "shared")


def peak_megabytes() -> float:
    """Peak resident memory of this process (Linux counts kilobytes, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
