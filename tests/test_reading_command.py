"""The command line, given anything for a case: an answer, or a sentence and status 1 or 2; never a warning of Python's."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from command import CASE, HAS_ERRORS, ROOT, UPTAKE, WRONG_USAGE, printed, run, words_of

FAULTS = ROOT / "tests" / "cases" / "faults"
EVERY_FILE = [
    *sorted((ROOT / "cases").glob("*.yaml")),
    *sorted((ROOT / "tests" / "cases").glob("*.yaml")),
    *sorted(FAULTS.glob("*.yaml")),
    *sorted(FAULTS.glob("*.xlsx")),
]
RUNS = """
import contextlib, io, json, sys
from make_the_case.cli import main
for path in sys.argv[1:]:
    for words in (["check", path, "--json"], ["appraise", path, "--json"], ["check", path], ["appraise", path]):
        out, said = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
            status = main(words)
        print(json.dumps({"words": words, "status": status, "out": out.getvalue(), "said": said.getvalue()}))
"""


def refuse_constants(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def test_every_fault_and_every_finished_case_is_answered_without_a_warning() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNS, *map(str, EVERY_FILE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) == 4 * len(EVERY_FILE)
    for each in runs:
        assert each["status"] in (0, HAS_ERRORS), each["words"]
        said = each["out"] + each["said"]
        assert not any(word in said for word in ("Traceback", "Warning", "fault of Make the Case")), said[
            -500:
        ]
        if each["words"][-1] == "--json" and each["out"]:
            found = json.loads(each["out"], parse_constant=refuse_constants)
            for problem in found.get("errors", []):
                assert set(problem) == {"path", "line", "message", "found", "allowed"}
                assert problem["line"] and problem["message"] and problem["found"] and problem["allowed"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f"{UPTAKE}=0,02", "0,02 could be 0.02 or 2"),
        (f"{UPTAKE}=1 200", "could be one number or two"),
        (f"{UPTAKE}=abc", "“abc” is not a number"),
        (f"{UPTAKE}=−0.1", "is too low"),
        (f"{UPTAKE}=140%", "is too high"),
        (f"{UPTAKE}=.nan", "not a finite number"),
        (f"{UPTAKE}=1e300", "too large to be worked with"),
        (f"{UPTAKE}=1e-13", "too near 0 to be worked with"),
        (f"{UPTAKE}={{value: '0,1'}}", "0,1 could be 0.1 or 1"),
        ("appraisal.years=5,0", "5,0 could be 5.0 or 50"),
        ("unit_costs.ae_attendance=1e300", "can be changed only to a number"),
    ],
)
def test_a_number_set_is_read_as_a_field_of_the_app_reads_it(change: str, words: str) -> None:
    done = run("appraise", CASE, "--set", change)
    assert done.returncode == HAS_ERRORS and words in words_of(done.stderr.decode())


@pytest.mark.parametrize("written", ["12%", "12 %", "0.12", "１２％", "12e-2"])
def test_a_number_set_in_another_way_is_the_same_number(written: str) -> None:
    assert printed(run("appraise", CASE, "--json", "--set", f"{UPTAKE}={written}")) == printed(
        run("appraise", CASE, "--json", "--set", f"{UPTAKE}=0.12")
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f"{UPTAKE}=", "this should be PATH=VALUE"),
        ("=5", "this should be PATH=VALUE"),
        ("=", "this should be PATH=VALUE"),
        (f"{UPTAKE}=*a", "no YAML aliases"),
        (f"{UPTAKE}=!!python/x 1", "no tags"),
        (f"{UPTAKE}={'9' * 5000}", "too large to be worked with"),
        (f"{UPTAKE}={'[' * 3000}", "the value cannot be read"),
        (f"{UPTAKE}={{a: 1, a: 2}}", "given twice"),
        (
            "options.peer_support.people.capacity=[100,200]",
            "[100200], or [100, 200] with a space after each comma",
        ),
    ],
)
def test_a_value_that_cannot_be_read_is_wrong_usage(change: str, words: str) -> None:
    done = run("appraise", CASE, "--set", change)
    assert done.returncode == WRONG_USAGE and words in words_of(done.stderr.decode())


def test_a_case_that_never_ends_is_read_no_further_than_a_case_may_go() -> None:
    done = run("check", "-", given=b"a" * 5_000_000)
    assert done.returncode == HAS_ERRORS and b"over 1 MB" in done.stdout
    if Path("/dev/zero").exists():
        assert b"over 1 MB" in run("check", "/dev/zero").stdout


def test_what_is_no_file_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(CASE.read_bytes())
    for place in (
        "",
        os.devnull,
        tmp_path,
        tmp_path / "none.yaml",
        tmp_path / "case.yaml" / "x",
        "a" * 300 + ".yaml",
    ):
        done = run("check", place)
        assert done.returncode == HAS_ERRORS and "has 1 problem" in words_of(done.stdout.decode()), place


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_case_may_come_through_a_named_pipe_of_which_no_more_is_read_than_of_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "case"
    os.mkfifo(pipe)

    def write(content: bytes) -> None:
        with contextlib.suppress(BrokenPipeError):
            pipe.write_bytes(content)

    for content, status, words in ((CASE.read_bytes(), 0, b""), (b"a" * 9_000_000, HAS_ERRORS, b"over 1 MB")):
        writer = threading.Thread(target=write, args=(content,))
        writer.start()
        done = run("check", pipe)
        writer.join()
        assert done.returncode == status and words in done.stdout


def test_a_folder_that_is_a_file_gets_a_sentence(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("kept", encoding="utf-8")
    done = run("export", CASE, "--to", "json", "-o", place)
    assert done.returncode == WRONG_USAGE and b"cannot be written" in done.stderr
    assert place.read_text(encoding="utf-8") == "kept"
