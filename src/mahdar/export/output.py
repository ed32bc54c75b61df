"""Where output goes: a file that is whole or not there at all.

`writing` gives a stream of text onto a temporary file beside the one asked for and renames it into place when everything was written;
whatever goes wrong before that leaves the old file as it was. Pipes and devices are written to directly, since there is nothing to
rename.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


class OutputError(Exception):
    """The output could not be written; the message is one line and says which path, why, and what is left."""


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _permissions(path: Path) -> int:
    """Permission bits for the finished file: those of the file it replaces, else what the process would give a new one."""
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text stream that becomes `path` when the block ends well. Raises OutputError when it can't be written."""
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise OutputError(f"{path}: is a folder, not a file to write")
            with target.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({_why(error)})") from error
    part = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123 - a descriptor, not a path
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(_permissions(target))
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        left = "the old file is unchanged" if target.exists() else "no file was left"
        raise OutputError(f"{path}: writing stopped ({_why(error)}); {left}") from error
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
