"""What a caller gives becomes attachments with names of their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from files import BSN
from idcheck.attachments import gather
from idcheck.errors import StorageError, UsageError
from idcheck.policy import Limits
from idcheck.records import Attachment


def names(source: object) -> list[str]:
    return [attachment.name for attachment in gather(source)]  # type: ignore[arg-type]


def test_a_file_a_pair_and_an_attachment_each_give_one(tmp_path: Path) -> None:
    file = tmp_path / "brief.pdf"
    file.write_bytes(b"%PDF-")
    for source in (file, str(file), ("brief.pdf", b"%PDF-"), Attachment(name="brief.pdf", data=b"%PDF-"), [file]):
        (attachment,) = gather(source)
        assert (attachment.name, attachment.data) == ("brief.pdf", b"%PDF-")


def test_a_folder_gives_its_files_by_path_without_litter(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/2.jpg", "a/1.jpg", ".hidden", ".git/config", "Thumbs.db", "a/.DS_Store", "a/desktop.ini"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert names(tmp_path) == ["a/1.jpg", "a/2.jpg", "b.pdf"]


def test_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    for folder in ("voor", "achter"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "foto.jpg").write_bytes(b"x")
    assert names([tmp_path / "voor" / "foto.jpg", tmp_path / "achter" / "foto.jpg"]) == ["foto.jpg", "foto (2).jpg"]


def test_names_with_a_bsn_are_masked_and_still_stay_apart() -> None:
    assert names([(f"{BSN}.jpg", b"x"), ("111222333.jpg", b"x")]) == ["•••••••••.jpg", "••••••••• (2).jpg"]


def test_no_more_is_read_of_a_file_than_shows_that_it_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "groot.bin"
    with file.open("wb") as stream:
        stream.truncate(10_000_000)
    (attachment,) = gather(file, Limits(max_bytes=1000))
    assert len(attachment.data) == 1001


def test_a_missing_file_is_the_callers_mistake_and_the_message_masks_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file") as caught:
        gather(tmp_path / f"{BSN}.pdf")
    assert BSN not in str(caught.value)


@pytest.mark.parametrize("source", [b"bytes", 7, None, [7], ("naam", 7), ["a\0b"]])
def test_another_kind_of_argument_is_the_callers_mistake(source: object) -> None:
    with pytest.raises((UsageError, StorageError)):
        gather(source)  # type: ignore[arg-type]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path) == []
    with pytest.raises(UsageError):
        gather(tmp_path / "pipe")


def test_a_file_that_cannot_be_read_is_the_operators_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / f"{BSN}.pdf"
    file.write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StorageError, match="Permission denied") as caught:
        gather(file)
    assert BSN not in str(caught.value)
    assert caught.value.__cause__ is None
