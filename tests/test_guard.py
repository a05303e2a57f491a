"""A file that hangs or crashes a library costs only itself, and the child process leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from files import BSN, Opened, Records, drawing, encoded, mail, noise, opened_by, pdf, zip_of
from idcheck import guard
from idcheck.errors import EngineError
from idcheck.guard import Guard, intake
from idcheck.policy import Limits
from idcheck.records import Attachment, FileProblem, Raster

PNG = encoded(drawing())
FRAUGHT = Path(__file__).parent / "fraught_child.py"
"""The child, made to misbehave on texts that say so."""


@pytest.fixture
def fraught(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Opened]:
    """Opens files in a child that hangs, crashes and so on, where a text file says so."""
    memory = tmp_path / "crashed-once"
    monkeypatch.setattr(guard, "command", lambda: [sys.executable, str(FRAUGHT), str(memory), str(os.getpid())])
    with Guard() as made:
        yield opened_by(made)


def test_nothing_is_lost_among_all_kinds_of_bad_files(opened: Opened) -> None:
    files = {
        "a.png": PNG,
        "leeg.pdf": b"",
        "half.pdf": pdf([{"text": "x"}])[:300],
        "onbekend.bin": b"\0\1\2\3",
        "scan.pdf": pdf([{}, {}]),
        "brief.eml": mail("hallo", {"leeg.jpg": b"", "b.png": PNG}),
    }
    records = opened(files)
    assert records.names == ["a.png", "scan.pdf", "brief.eml", "brief.eml/b.png"]
    assert [name for name, _, _ in records.problems] == ["leeg.pdf", "half.pdf", "onbekend.bin", "brief.eml/leeg.jpg"]


def test_an_attachment_above_the_limit_is_not_opened(opened: Opened) -> None:
    assert opened({"a.png": encoded(noise()), "b.png": PNG}, max_bytes=5000).problems == [
        ("a.png", "file-too-large", None)
    ]


def test_a_file_that_hangs_is_told_and_the_rest_examined(fraught: Opened) -> None:
    records = fraught({"a.png": PNG, "b.txt": b"please hang", "c.png": PNG}, max_seconds=1.0)
    assert records.problems == [("b.txt", "file-timeout", None)]
    assert records.names == ["a.png", "c.png"]


def test_a_file_in_a_mail_that_hangs_costs_only_itself(fraught: Opened) -> None:
    inside = zip_of({"1.png": PNG, "2.txt": b"please hang", "3.png": PNG})
    records = fraught({"m.eml": mail("x", {"x.zip": inside, "z.png": PNG})}, max_seconds=1.0)
    assert records.problems == [("m.eml/x.zip/2.txt", "file-timeout", None)]
    assert records.names == ["m.eml", "m.eml/x.zip/1.png", "m.eml/x.zip/3.png", "m.eml/z.png"]


def test_a_file_full_of_hangs_ends(fraught: Opened) -> None:
    files = {f"{i}.txt": b"please hang" for i in range(20)} | {"z.png": PNG}
    records = fraught({"x.zip": zip_of(files), "y.png": PNG}, max_seconds=0.5)
    assert [code for _, code, _ in records.problems] == ["file-timeout"] * (guard.MAX_FAILURES + 1)
    assert records.problems[-1][0] == "x.zip"
    assert records.names == ["y.png"]


def test_a_file_that_crashes_is_tried_twice_and_then_corrupt(fraught: Opened) -> None:
    records = fraught({"a.png": PNG, "b.txt": b"please crash", "c.png": PNG})
    assert records.problems == [("b.txt", "file-corrupt", None)]
    assert records.names == ["a.png", "c.png"]


def test_a_crash_by_chance_costs_nothing_and_repeats_nothing(fraught: Opened) -> None:
    archive = zip_of({"1.pdf": pdf([{}, {}]), "2.txt": b"please crash once", "3.png": PNG})
    records = fraught({"x.zip": archive})
    assert records.problems == []
    assert records.names == ["x.zip/1.pdf", "x.zip/2.txt", "x.zip/3.png"]
    assert [raster.number for raster in records.rasters] == [1, 2, 1]


def test_pages_before_a_crash_come_once(fraught: Opened) -> None:
    records = fraught({"a.txt": b"pages, then please crash once"})
    assert [raster.number for raster in records.rasters] == [1, 2, 3]
    assert records.problems == []


def test_pages_before_a_hang_stay(fraught: Opened) -> None:
    records = fraught({"a.txt": b"pages, then please hang"}, max_seconds=1.0)
    assert [raster.number for raster in records.rasters] == [1, 2]
    assert records.problems == [("a.txt", "file-timeout", None)]


def test_too_little_memory_is_too_large(fraught: Opened) -> None:
    assert fraught({"a.txt": b"please eat", "b.png": PNG}).problems == [("a.txt", "file-too-large", None)]


@pytest.mark.parametrize("rubbish", ["shout", "lie", "babble"])
def test_a_child_that_does_not_keep_to_the_language_is_ended(fraught: Opened, rubbish: str) -> None:
    records = fraught({"a.txt": f"please {rubbish}".encode(), "b.png": PNG})
    assert records.problems == [("a.txt", "file-corrupt", None)]
    assert records.names == ["b.png"]


def test_what_a_library_prints_does_no_harm(fraught: Opened) -> None:
    assert fraught({"a.txt": b"please print"}).names == ["a.txt"]


def test_the_callers_own_time_does_not_count() -> None:
    with Guard() as made:
        pages = 0
        for record in made.intake([Attachment(name="a.pdf", data=pdf([{}] * 3))], Limits(max_seconds=1.5)):
            pages += isinstance(record, Raster)
            assert not isinstance(record, FileProblem)
            time.sleep(0.6)
        assert pages == 3


def test_the_child_serves_request_after_request() -> None:
    with Guard() as made:
        children = set()
        for _ in range(3):
            assert opened_by(made)({"a.png": PNG}).names == ["a.png"]
            children.add(_process(made).pid)
        assert len(children) == 1


def test_a_request_left_half_way_does_not_spill_into_the_next() -> None:
    with Guard() as made:
        records = made.intake([Attachment(name="a.pdf", data=pdf([{}] * 5))], Limits())
        next(records)
        records.close()
        assert opened_by(made)({"b.png": PNG}).names == ["b.png"]


def test_a_child_that_was_killed_between_requests_is_replaced() -> None:
    with Guard() as made:
        opened_by(made)({"a.png": PNG})
        _process(made).kill()
        _process(made).wait()
        assert opened_by(made)({"b.png": PNG}).names == ["b.png"]


def test_no_child_is_left_behind() -> None:
    with Guard() as made:
        opened_by(made)({"a.png": PNG})
        process = _process(made)
    assert process.returncode is not None


def test_intake_works_from_several_threads_at_once() -> None:
    found: list[list[str]] = []

    def work() -> None:
        found.append(Records(intake([Attachment(name="a.png", data=PNG)], Limits())).names)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["a.png"]] * 3


def test_a_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from idcheck.attachments import gather\nfrom idcheck.guard import intake\nfrom idcheck.policy import Limits\n"
        "print([type(r).__name__ for r in intake(gather(('a.txt', b'hallo')), Limits())])\n"
    )
    (tmp_path / "json.py").write_text("raise SystemExit('imported from the working folder')")
    script = script.rename(tmp_path.with_name("elsewhere.py"))
    done = _python(str(script), cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("['Text', 'AttachmentInfo']\n", "")


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal\nfrom idcheck.guard import Guard\nfrom idcheck.records import Attachment\n"
        "from idcheck.policy import Limits\nguard = Guard()\n"
        "list(guard.intake([Attachment(name='a.txt', data=b'hallo')], Limits()))\n"
        "print(guard._child._process.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    child = int(_python(str(script), cwd=tmp_path).stdout)
    deadline = time.monotonic() + 10
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_running(child)


def test_a_child_that_does_not_start_is_the_operators_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    for broken in ([sys.executable, "-c", "raise SystemExit(3)"], ["/nonexistent/python"]):
        monkeypatch.setattr(guard, "command", lambda broken=broken: broken)
        with pytest.raises(EngineError, match="does not start"), Guard() as made:
            opened_by(made)({"a.png": PNG})


def test_no_log_line_holds_a_name_or_content(fraught: Opened, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    fraught({f"{BSN} jansen.txt": f"please crash {BSN}".encode()})
    assert "the child ended" in caplog.text
    assert BSN not in caplog.text
    assert "jansen" not in caplog.text


def _process(made: Guard) -> subprocess.Popen[bytes]:
    assert made._child
    return made._child._process


def _python(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.run(
        [sys.executable, script], cwd=cwd, env=environment, capture_output=True, text=True, timeout=60
    )


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
