"""An output file is whole or not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mahdar.export.output import OutputError, writing


def test_it_appears_when_everything_was_written(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with writing(target) as stream:
        stream.write("سطر\n")
        assert not target.exists()
    assert target.read_bytes() == "سطر\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_a_fault_in_between_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="halfway"), writing(target) as stream:
        stream.write("new")
        raise ValueError("halfway")
    assert target.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_stopping_by_keyboard_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), writing(tmp_path / "out.txt") as stream:
        stream.write("new")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with pytest.raises(OutputError) as caught, writing(target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "no space left on device" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["no/such/folder/out.txt", "."])
def test_a_place_that_cannot_be_written(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match=r"can't be written|is a folder"), writing(tmp_path / path):
        pass


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError), writing(tmp_path / "file" / "out.txt"):
        pass


def test_the_permissions_of_the_old_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    with writing(target) as stream:
        stream.write("new")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_keeps_pointing_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with writing(tmp_path / "link.txt") as stream:
        stream.write("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new"


def test_a_device_is_written_to_directly() -> None:
    with writing(Path(os.devnull)) as stream:
        stream.write("gone")
    assert not Path(os.devnull).is_file()
