"""What follows a verdict: sorted entries, a table, a report, and the end of what was kept long enough."""

from __future__ import annotations

import base64
import csv
import io
import json
import logging
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fakes import BSN, FakeChecker, calls, verdict
from idcheck import cli_progress
from idcheck.cli import main
from idcheck.errors import StorageError
from idcheck.terminal import ExitCode, JsonLines
from pipelines import files
from pipelines.effects import Standing
from pipelines.files import move, write_whole
from pipelines.inbox import digest_of
from pipelines.mailroom import Run, run
from pipelines.overview import Overview, report, table
from pipelines.retention import DAY, Retention
from pipelines.sorting import Sorting
from pipelines.statistics import Statistics


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def go(out: Path, **options: Any) -> Run:
    inbox = out.parent / "inbox"
    return run(inbox, out, rest=0, workers=1, make_checker=FakeChecker, **options)


def fill(out: Path, **entries: str) -> None:
    inbox = out.parent / "inbox"
    inbox.mkdir(exist_ok=True)
    for name, text in entries.items():
        (inbox / name).write_text(text)


def line(request: str, codes: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    more = {"id": f"id-{request}", "entry_sha256": "ab" * 32, "judged": "2026-11-20T10:00:00+00:00"}
    return verdict(request, codes, **changes).to_dict() | more


# ------------------------------------------------------------------------------------------------------------------ sort


def test_sorted_entries_leave_the_inbox_for_the_folder_of_their_outcome(out: Path) -> None:
    fill(out, **{"a.pdf": "good", "b.pdf": "bad", "c.pdf": "engine fails"})
    digest = digest_of(out.parent / "inbox" / "a.pdf")[:8]
    (out.parent / "inbox" / "d").mkdir()
    go(out, effects=[Sorting(out)])
    assert list((out.parent / "inbox").iterdir()) == []
    assert (out / "accepted" / f"a-{digest}.pdf").read_text() == "good"
    found = [re.sub("-.{8}", "", str(path.relative_to(out))) for path in sorted(out.glob("*ed/*"))]
    assert found == ["accepted/a.pdf", "accepted/d", "failed/c.pdf", "rejected/b.pdf"]


def test_an_entry_that_was_judged_before_a_kill_is_still_sorted(out: Path) -> None:
    fill(out, a="good")
    go(out)
    go(out, effects=[Sorting(out)])
    assert calls(out.parent / "inbox", "a") == 1
    assert [path.name[:2] for path in (out / "accepted").iterdir()] == ["a-"]


def test_letters_of_one_name_lie_side_by_side_and_none_is_lost(out: Path) -> None:
    for text in ("engine fails", "unexpected"):
        fill(out, **{"scan.pdf": text})
        go(out, effects=[Sorting(out)])
    assert sorted(path.read_text() for path in (out / "failed").iterdir()) == ["engine fails", "unexpected"]


def test_no_bsn_stays_in_a_sorted_name(out: Path) -> None:
    fill(out, **{f"{BSN}.pdf": "good"})
    go(out, effects=[Sorting(out)])
    assert [path.name[:9] for path in (out / "accepted").iterdir()] == ["•" * 9]


def test_moving_to_another_disk_leaves_the_whole_entry_and_only_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "entry").mkdir()
    (tmp_path / "entry" / "page").write_text("text")
    replace = Path.replace

    def across(source: Path, target: Path) -> Path:
        if source == tmp_path / "entry":
            raise OSError(18, "Invalid cross-device link")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", across)
    move(tmp_path / "entry", tmp_path / "out" / "entry")
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["out", "out/entry", "out/entry/page"]


def test_what_cannot_be_written_says_so_and_leaves_the_earlier_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "summary.csv", b"before")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StorageError, match="make room"):
        write_whole(tmp_path / "summary.csv", b"after")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("summary.csv", b"before")]


# ---------------------------------------------------------------------------------------------------- table and report


def test_the_table_has_a_row_a_verdict_that_a_spreadsheet_opens() -> None:
    lines = [line("a.pdf"), line("=cmd.pdf", ("bsn-mrz", "bsn-mrz", "bsn-code"), needs_review=True)]
    data = table(lines, "nl")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Verzoek"], row["Oordeel"], row["Bekijken"], row["Redenen"]) for row in rows] == [
        ("a.pdf", "Goedgekeurd", "", ""),
        ("'=cmd.pdf", "Afgekeurd", "ja", "bsn-mrz, bsn-code"),
    ]


def test_the_report_counts_everything_and_shows_what_is_flagged(out: Path) -> None:
    fill(out, a="good", b="bad", c="unclear", d="engine fails")
    go(out, effects=[Overview(out, "en")])
    page = (out / "report.html").read_text()
    counts = dict(re.findall(r"<dt>(.+?)</dt><dd>(\d+)</dd>", page))
    assert counts == {"Judged": "3", "Accepted": "1", "Rejected": "2", "Review": "1", "Not judged": "1"}
    assert "bsn-mrz" in page
    assert re.search(r"<h3>c</h3>\s*<div><code>marking-unclear</code> No.</div>", page)
    assert "the reader failed" in page
    pictures = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', page)
    assert len(pictures) == 1, "of the flagged one"
    assert max(Image.open(io.BytesIO(base64.b64decode(pictures[0]))).size) == 320
    assert (out / "summary.csv").exists()


def test_a_run_that_goes_on_writes_the_report_meanwhile(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.overview.EVERY_SECONDS", 0.0)
    fill(out, a="good")
    go(out)
    overview = Overview(out, "nl")
    overview.tick()
    deadline = time.monotonic() + 30
    while not (out / "report.html").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    overview.close()


def test_the_report_is_one_file_that_asks_nothing_of_the_network_and_runs_nothing(out: Path) -> None:
    name = "<script>alert(1)</script>.pdf"
    page = report(out, Statistics.of([line(name, ("unreadable",), needs_review=True)]), [(name, name)], "nl")
    assert "<script" not in page
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?!data:)\w""", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_report_of_nothing_is_a_report(out: Path, lang: str) -> None:
    assert "<dd>0</dd>" in report(out, Statistics.of([]), [], lang)


def test_statistics_keep_little_of_many_and_the_slowest() -> None:
    found = Statistics.of(line(f"{n}", ("unreadable",), needs_review=True, seconds=float(n)) for n in range(300))
    assert (found.total, found.review, found.codes["unreadable"]) == (300, 300, 300)
    assert [row.request for _, _, row in found.slowest] == [str(n) for n in range(299, 289, -1)]
    assert len(found.flagged) == 100


def test_over_many_hours_the_chart_shows_days() -> None:
    lines = [
        line("a") | {"judged": f"2026-11-{day:02}T{hour:02}:30:00+00:00"} for day in range(1, 8) for hour in range(24)
    ]
    assert len(Statistics.of(lines[:24]).over_time()) == 24
    assert 7 <= len(Statistics.of(lines).over_time()) <= 8
    assert sum(accepted for _, accepted, _ in Statistics.of(lines).over_time()) == len(lines)


# ------------------------------------------------------------------------------------------------------------- retention


def test_what_was_kept_long_enough_is_erased_and_recorded_by_number_alone(out: Path) -> None:
    fill(out, **{"jansen.pdf": "good", "b": "bad"})
    go(out, effects=[Sorting(out), Overview(out, "nl")])
    retention = Retention(out, 30)
    retention.erase(time.time() + 29 * DAY)
    assert len(list(out.glob("*ed/*"))) == 2
    retention.erase(time.time() + 31 * DAY)
    assert list(out.glob("*ed/*")) == list(out.glob("pictures/*")) == []
    record = (out / "erased.jsonl").read_text()
    assert json.loads(record)["counts"] == {"accepted": 1, "rejected": 1, "pictures": 1}
    assert "jansen" not in record
    assert oct((out / "erased.jsonl").stat().st_mode & 0o777) == "0o600"
    assert (out / "verdicts.jsonl").exists()


def test_what_was_fetched_is_erased_by_its_own_age_not_by_that_of_its_folder(out: Path) -> None:
    fetched = out / "fetched" / "1"
    fetched.mkdir(parents=True)
    old, new = fetched / "old.pdf", fetched / "new.pdf"
    old.write_text("good")
    time.sleep(0.05)
    new.write_text("good")
    # a file's time comes from the kernel's coarse clock, which lags behind time.time(): only the two are compared
    between = (old.lstat().st_ctime + new.lstat().st_ctime) / 2
    Retention(out, 1).erase(between + DAY)
    assert [path.name for path in fetched.iterdir()] == ["new.pdf"]
    assert json.loads((out / "erased.jsonl").read_text())["counts"] == {"fetched": 1}


def test_a_run_erases_at_its_start(out: Path) -> None:
    fill(out, a="good")
    old = out / "pictures" / "old"
    old.mkdir(parents=True)
    time.sleep(0.01)
    go(out, effects=[Retention(out, 0)])
    assert not old.exists()


def test_what_is_said_can_be_lines_of_json(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["mailroom", str(out.parent / "none"), "--out", str(out), "--log-json"]
    assert main(arguments) == ExitCode.USAGE
    said = json.loads(capfd.readouterr().err)
    assert (said["level"], said["logger"]) == ("ERROR", "idcheck")
    assert "is no folder" in said["message"]


def test_of_an_exception_the_log_names_the_kind_alone() -> None:
    try:
        raise ValueError(BSN)
    except ValueError:
        record = logging.LogRecord("idcheck", logging.ERROR, "", 0, "failed", None, sys.exc_info())
    assert json.loads(JsonLines().format(record))["exception"] == "ValueError"
    assert BSN not in JsonLines().format(record)


def test_a_log_says_how_far_the_run_has_come(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(cli_progress, "LINE_SECONDS", 0.0)
    with caplog.at_level(logging.INFO, logger="idcheck.mailroom"), cli_progress.progress() as show:
        show(Standing(accepted=3, rejected=1, failed=0, of=8, earlier=2))
    assert re.search(r"4 of 8 done, \d+ min to go: 3 accepted, 1 rejected, 0 failed, \d+ an hour", caplog.text)
