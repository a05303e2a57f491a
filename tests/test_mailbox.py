"""A mailbox as inbox: unread messages are judged, marked when done, and never deleted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes import FakeChecker, verdict
from idcheck.errors import StorageError, UsageError
from imap_server import PASSWORD, Mails, serving
from pipelines.effects import Effect
from pipelines.mailbox import Address, Mailbox
from pipelines.mailroom import Run, run
from pipelines.sorting import Sorting


@pytest.fixture
def mails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mails]:
    mails = Mails()
    with serving(mails, tmp_path) as certificate:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("IDCHECK_IMAP_PASSWORD", PASSWORD)
        yield mails


def box(mails: Mails, folder: Path, **options: Any) -> Mailbox:
    return Mailbox(f"imaps://balie%40woonpartners.example@localhost:{mails.port}/", folder / "out", **options)


def go(mails: Mails, folder: Path, effects: tuple[Effect, ...] = (), **options: Any) -> Run:
    mailbox = box(mails, folder, **options)
    return run(mailbox, folder / "out", workers=1, make_checker=FakeChecker, effects=[*effects, mailbox])


def requests(folder: Path) -> list[str]:
    lines = (folder / "out" / "verdicts.jsonl").read_text().splitlines()
    return sorted(json.loads(line)["request"] for line in lines)


def test_unread_messages_are_judged_and_then_marked_as_read(tmp_path: Path, mails: Mails) -> None:
    mails.add(b"good", b"bad", b"read before", b"engine fails")
    mails.folders["INBOX"][3][1].add("\\Seen")
    done = go(mails, tmp_path)
    assert {row.request: row.outcome for row in done.rows} == {"mail-7-1.eml": "accept", "mail-7-2.eml": "reject"}
    assert [entry.request for entry in done.unjudged] == ["mail-7-4.eml"]
    assert mails.flags() == {1: {"\\Seen"}, 2: {"\\Seen"}, 3: {"\\Seen"}, 4: set()}
    assert [path.name for path in (tmp_path / "out" / "mail").rglob("*.eml")] == ["mail-7-4.eml"], (
        "the others are in the mailbox"
    )
    mails.folders["INBOX"][4] = (b"good", set())
    go(mails, tmp_path)
    assert requests(tmp_path) == ["mail-7-1.eml", "mail-7-2.eml", "mail-7-4.eml"]


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 MOVE", "IMAP4rev1"])
def test_what_is_done_can_be_moved(tmp_path: Path, mails: Mails, capabilities: str) -> None:
    mails.capabilities = capabilities
    mails.add(b"good", b"engine fails")
    go(mails, tmp_path, done="Done")
    assert list(mails.folders["Done"]) == [1]
    assert [number for number, flags in mails.flags().items() if "\\Deleted" not in flags] == [2]


def test_a_message_that_was_judged_before_a_kill_is_marked_and_not_judged_again(tmp_path: Path, mails: Mails) -> None:
    mails.add(b"good")
    go(mails, tmp_path)
    mails.folders["INBOX"][1][1].clear()
    done = go(mails, tmp_path)
    assert [row.request for row in done.rows] == ["mail-7-1.eml"]
    assert requests(tmp_path) == ["mail-7-1.eml"]
    assert mails.flags() == {1: {"\\Seen"}}


def test_messages_can_be_sorted_too(tmp_path: Path, mails: Mails) -> None:
    mails.add(b"good")
    go(mails, tmp_path, (Sorting(tmp_path / "out"),))
    assert [path.read_bytes() for path in (tmp_path / "out" / "accepted").iterdir()] == [b"good"]
    assert mails.flags() == {1: {"\\Seen"}}


def test_a_watched_mailbox_hands_out_what_comes_and_outlives_a_lost_connection(tmp_path: Path, mails: Mails) -> None:
    mails.add(b"first")
    mailbox = box(mails, tmp_path, watch=0.05)
    (first,) = seen(mailbox)
    mails.hang_up = 1
    mails.add(b"second")
    (second,) = seen(mailbox)
    assert (first.read_bytes(), second.read_bytes()) == (b"first", b"second")
    assert mails.logins == 2
    mailbox.judged(second, verdict("b").to_dict())
    assert mails.flags() == {1: set(), 2: {"\\Seen"}}
    mailbox.close()


def seen(mailbox: Mailbox) -> list[Path]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if paths := mailbox.poll():
            return paths
        time.sleep(0.01)
    raise AssertionError("nothing came")


def test_a_full_mailbox_is_fetched_a_few_at_a_time(tmp_path: Path, mails: Mails) -> None:
    mails.add(*[b"good"] * 50)
    mailbox = box(mails, tmp_path)
    found = [path for _ in range(20) for path in mailbox.poll()]
    assert len(found) == 20
    mailbox.judged(found[0], verdict("a").to_dict())
    assert len(mailbox.poll()) == 1
    mailbox.elsewhere(found[1])
    assert not found[1].exists()
    assert len(mailbox.poll()) == 1
    assert not mailbox.is_done
    mailbox.close()


def test_a_server_that_is_not_trusted_or_refuses_is_told_without_the_password(
    tmp_path: Path, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("IDCHECK_IMAP_PASSWORD", "wrong")
        with pytest.raises(StorageError, match="refuses the login") as error:
            box(mails, tmp_path).poll()
        assert "wrong" not in str(error.value)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(StorageError, match="CERTIFICATE_VERIFY_FAILED"):
        box(mails, tmp_path).poll()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("imap://user@host/", "imaps://user@host"),
        ("imaps://host/", "imaps://user@host"),
        ("imaps://user@host:port/", "imaps://user@host"),
        ("imaps://user:secret@host/", "IDCHECK_IMAP_PASSWORD_FILE"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        Address.of(url)
    assert "secret" not in str(error.value)


def test_without_a_password_it_says_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="IDCHECK_IMAP_PASSWORD"):
        Mailbox("imaps://user@host/", tmp_path)
