"""The command: its exit code is the verdict, and stdout holds the result alone."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import fakes
from fakes import BSN
from idcheck import cli_mailroom
from idcheck.cli import main
from idcheck.errors import EngineError, StorageError
from idcheck.terminal import ExitCode
from pipelines import mailroom
from test_checker import BLACK, WHITE, raising

ROOT = Path(__file__).parent.parent


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.png"
    path.write_bytes(WHITE)
    return path


@pytest.fixture(autouse=True)
def stages(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


def test_an_acceptance_is_0_and_a_rejection_1(letter: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(letter)]) == 0
    assert capfd.readouterr().out.startswith("GOEDGEKEURD  letter.png")
    letter.write_bytes(BLACK)
    assert main(["check", str(letter), "--lang", "en"]) == 1
    assert capfd.readouterr().out.startswith("REJECTED  letter.png")


def test_json_is_the_verdict_object(letter: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main(["check", "--json", "--received", "2026-11-20", str(letter)])
    verdict = json.loads(capfd.readouterr().out)
    assert verdict["schema"] == "idcheck.verdict/1"
    assert verdict["request"] == "letter.png"


def test_several_files_are_one_request(letter: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (letter.parent / "back.png").write_bytes(BLACK)
    assert main(["check", "--json", str(letter), str(letter.parent / "back.png")]) == 1
    assert len(json.loads(capfd.readouterr().out)["attachments"]) == 2


def test_engines_that_print_do_not_reach_stdout(
    letter: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def read(page: Any) -> Any:
        print("noise from Python")
        os.write(1, b"noise from C\n")
        subprocess.run(["echo", "noise from a program"], check=True)
        return fakes.read(page)

    fakes.install(monkeypatch, read=read)
    assert main(["check", "--json", str(letter)]) == 0
    captured = capfd.readouterr()
    json.loads(captured.out)
    assert all(noise in captured.err for noise in ("from Python", "from C", "from a program"))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineError("Tesseract is missing; install it with: apt-get install tesseract-ocr"), ExitCode.FAILED),
        (StorageError("the disk is full"), ExitCode.FAILED),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (RuntimeError(BSN), ExitCode.FAILED),
        (MemoryError(), ExitCode.FAILED),
    ],
)
def test_a_failure_is_one_clear_line_and_its_exit_code(
    letter: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    error: BaseException,
    code: ExitCode,
) -> None:
    fakes.install(monkeypatch, decide=raising(error))
    assert main(["check", str(letter)]) == code
    captured = capfd.readouterr()
    assert captured.out == ""
    assert re.fullmatch(r"idcheck: .+\n", captured.err)
    assert BSN not in captured.err
    if isinstance(error, EngineError | StorageError):
        assert str(error) in captured.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["nothing"],
        ["check", "none.pdf"],
        ["redact", "x"],
        ["redact", "none.pdf", "-o", "out.pdf"],
        ["check", "--policy", "none.toml", "x"],
        ["check", "--received", "20-11-2026", "x"],
        ["check", "--lang", "fr", "x"],
        ["mailroom", "none", "--out", "out"],
        ["mailroom", "."],
        ["mailroom", ".", "--out", "out", "--workers", "0"],
        ["mailroom", ".", "--out", "out", "--rest", "-1"],
        ["mailroom", "imap://user@host/", "--out", "out"],
        ["mailroom", ".", "--out", "out", "--ledger", "mysql://host/db"],
    ],
)
def test_wrong_usage_is_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        code: object = main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert capfd.readouterr().out == ""


def test_a_policy_of_the_organisation_is_used(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = letter.parent / "policy.toml"
    policy.write_text('name = "ours"\nversion = "3"\nrecipients = ["Ours"]\n')
    seen = []
    fakes.install(monkeypatch, decide=lambda *a, policy, **k: seen.append(policy.name) or fakes.decide(*a, **k))
    assert main(["check", "--policy", str(policy), str(letter)]) == 0
    assert seen == ["ours"]


def test_a_reader_of_the_result_that_has_gone_is_no_acceptance(letter: Path) -> None:
    script = f"import sys; sys.path[:0] = {sys.path!r}; import fakes, pytest; fakes.install(pytest.MonkeyPatch()); "
    script += f"from idcheck.cli import main; sys.exit(main(['check', {str(letter)!r}]))"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == ExitCode.FAILED


def inbox(folder: Path, **entries: str) -> list[str]:
    (folder / "inbox").mkdir()
    for name, text in entries.items():
        (folder / "inbox" / name).write_text(text)
    return [
        "mailroom",
        str(folder / "inbox"),
        "--out",
        str(folder / "out"),
        "--workers",
        "1",
        "--lang",
        "en",
        "--rest",
        "0",
    ]


@pytest.fixture
def fake_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = mailroom.run
    monkeypatch.setattr(mailroom, "run", lambda *a, **k: real(*a, **k | {"make_checker": fakes.FakeChecker}))


@pytest.mark.usefixtures("fake_workers")
@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"a": "good", "b": "good"}, 0),
        ({"a": "good", "b": "bad"}, 1),
        ({"a": "good", "b": "engine fails"}, 3),
        ({"a": "good", "b": "die"}, 1),
        ({}, 0),
    ],
)
def test_the_mailrooms_exit_code_is_that_of_all_entries(tmp_path: Path, entries: dict[str, str], code: int) -> None:
    arguments = inbox(tmp_path, **entries)
    assert [main(arguments), main(arguments)] == [code, code], "and the same when it is run again"


@pytest.mark.usefixtures("fake_workers")
def test_the_mailroom_ends_with_tables_and_names_what_was_not_judged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    main(inbox(tmp_path, a="good", b="bad", c="engine fails", d="print"))
    captured = capfd.readouterr()
    assert re.search(r"b +REJECTED +bsn-mrz", captured.out)
    assert re.search(r"c +NOT JUDGED", captured.out)
    assert "noise of an engine" not in captured.out
    assert "idcheck: c: not judged: the reader failed" in captured.err


@pytest.mark.usefixtures("fake_workers")
def test_of_many_requests_only_the_totals_are_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_mailroom, "MOST_ROWS", 1)
    main(inbox(tmp_path, first="good", second="bad"))
    out = capfd.readouterr().out
    assert "second" not in out
    assert re.search(r"REJECTED +1\b", out)


@pytest.mark.usefixtures("fake_workers")
def test_the_mailroom_takes_a_list_on_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    arguments = inbox(tmp_path, a="good", b="good", c="bad")
    monkeypatch.setattr(
        "sys.stdin", SimpleNamespace(buffer=io.BytesIO(f"{tmp_path}/inbox/a\n{tmp_path}/inbox/b".encode()))
    )
    assert main([arguments[0], "-", *arguments[2:]]) == 0
    assert re.search(r"ACCEPTED +2\b", capsys.readouterr().out)


def test_a_folder_that_cannot_be_written_is_3(tmp_path: Path) -> None:
    arguments = inbox(tmp_path, a="good")
    (tmp_path / "out").touch()
    assert main(arguments) == ExitCode.FAILED


HEAVY = ("numpy", "cv2", "onnxruntime", "rapidocr", "pymupdf", "PIL", "rich", "pytesseract", "rapidfuzz")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys, idcheck.cli\n"
        "try: idcheck.cli.main(['--help'])\n"
        f"except SystemExit: print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", ["", "check", "redact", "mailroom"])
def test_the_readme_shows_the_help_as_it_is(command: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit):
        main([*filter(None, [command]), "--help"])
    shown = f"$ {' '.join(filter(None, ['idcheck', command, '--help']))}\n{capsys.readouterr().out}"
    assert shown in (ROOT / "README.md").read_text()
