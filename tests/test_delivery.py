"""Each verdict is posted, signed, until it is taken; what was not is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from fakes import FakeChecker
from idcheck.errors import UsageError
from pipelines import delivery
from pipelines.delivery import Delivery, checked, secret_of
from pipelines.ledger import ledger_in
from pipelines.mailroom import run
from pipelines.outbox import Outbox

SECRET = b"a secret of the workflow"


class Workflow:
    """A receiver on this machine that answers as it is told."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.refused = 0
        workflow = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = workflow.answers.pop(0) if workflow.answers else 204
                if status < 300:
                    workflow.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                else:
                    workflow.refused += 1
                self.send_response(status)
                self.send_header("location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/verdicts"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.taken]


@pytest.fixture
def workflow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workflow]:
    monkeypatch.setattr(delivery, "FIRST_SECONDS", 0.1)
    monkeypatch.setattr(delivery, "LOOK_SECONDS", 0.05)
    workflow = Workflow()
    thread = threading.Thread(target=workflow.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield workflow
    workflow.server.shutdown()
    thread.join()
    workflow.server.server_close()


def go(folder: Path, url: str, **entries: str) -> list[dict[str, Any]]:
    """Run a mailroom that delivers; the lines it has written."""
    inbox, out = folder / "inbox", folder / "out"
    inbox.mkdir(exist_ok=True)
    for name, text in entries.items():
        (inbox / name).write_text(text)
    effects = [Delivery(ledger_in(out), out, url, SECRET)]
    run(inbox, out, rest=0, workers=1, make_checker=FakeChecker, outbox=True, effects=effects)
    return [json.loads(text) for text in (out / "verdicts.jsonl").read_text().splitlines()]


def test_each_verdict_is_posted_once_as_a_signed_cloudevent(tmp_path: Path, workflow: Workflow) -> None:
    lines = go(tmp_path, workflow.url, a="good", b="bad")
    go(tmp_path, workflow.url)
    assert sorted(workflow.ids) == sorted(line["id"] for line in lines)
    for headers, body in workflow.taken:
        event = json.loads(body)
        assert event["data"] in lines
        assert (event["specversion"], event["type"], event["id"]) == ("1.0", "idcheck.verdict", event["data"]["id"])
        assert headers["content-type"].startswith("application/cloudevents+json")
        assert headers["idempotency-key"] == event["id"]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        signature = base64.b64encode(hmac.digest(SECRET, signed, hashlib.sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{signature}"
        assert abs(time.time() - int(headers["webhook-timestamp"])) < 60


@pytest.mark.parametrize("answers", [[503, 500], [400], [302], [429, 404, 503]])
def test_what_is_not_taken_is_sent_again_under_the_same_id(
    tmp_path: Path, workflow: Workflow, answers: list[int]
) -> None:
    workflow.answers = list(answers)
    lines = go(tmp_path, workflow.url, a="good")
    assert workflow.refused == len(answers)
    assert workflow.ids == [lines[0]["id"]]


def test_what_nobody_takes_is_kept_for_the_next_run(
    tmp_path: Path, workflow: Workflow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(delivery, "END_SECONDS", 0.3)
    lines = go(tmp_path, "http://127.0.0.1:1/", a="good", b="good")
    assert "2 verdicts were not taken" in caplog.text
    time.sleep(1)  # it is due again after a while
    go(tmp_path, workflow.url)
    assert sorted(workflow.ids) == sorted(line["id"] for line in lines)


def test_a_verdict_that_is_being_delivered_is_left_alone_by_others(tmp_path: Path) -> None:
    run(inbox(tmp_path), tmp_path / "out", rest=0, workers=1, make_checker=FakeChecker, outbox=True)
    one, two = (Outbox(ledger_in(tmp_path / "out"), tmp_path / "out") for _ in range(2))
    line = one.next()
    assert line
    assert two.next() is None
    one.put_back(line["id"], 0.0)
    again = two.next()
    assert again == line
    two.taken(line["id"])
    assert one.waiting() == 0


def test_without_delivery_nothing_is_put_in_the_outbox(tmp_path: Path) -> None:
    run(inbox(tmp_path), tmp_path / "out", rest=0, workers=1, make_checker=FakeChecker)
    assert Outbox(ledger_in(tmp_path / "out"), tmp_path / "out").waiting() == 0


def inbox(folder: Path) -> Path:
    (folder / "inbox").mkdir()
    (folder / "inbox" / "a").write_text("good")
    return folder / "inbox"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("workflow.example", "give the https://"),
        ("ftp://workflow.example/", "give the https://"),
        ("http://workflow.example/", "over https:// only"),
        ("https://user:secret@workflow.example/", "no password"),
        ("https://[", "give the https://"),
    ],
)
def test_an_address_that_is_not_safe_is_refused(url: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        checked(url)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("url", ["https://workflow.example/in", "http://localhost:8080/", "http://[::1]/"])
def test_https_and_this_machine_itself_are_taken(url: str) -> None:
    assert checked(url) == url


def test_the_secret_comes_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="SECRET_FILE"):
        secret_of()
    monkeypatch.setenv("IDCHECK_DELIVER_SECRET", "plain")
    assert secret_of() == b"plain"
    (tmp_path / "secret").write_text("in a file\n")
    monkeypatch.setenv("IDCHECK_DELIVER_SECRET_FILE", str(tmp_path / "secret"))
    assert secret_of() == b"in a file"
    monkeypatch.setenv("IDCHECK_DELIVER_SECRET_FILE", str(tmp_path / "none"))
    with pytest.raises(UsageError, match="cannot be read"):
        secret_of()
