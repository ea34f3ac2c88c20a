"""The log as JSON: one object a line whoever writes it, and no word of somebody's in it."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from command import WRONG_USAGE, run, words_of
from test_serve import log_of, served, two_ports

from make_the_case.serving.log_lines import SETTING, OneObject, is_json, passed_on, why_not

TYPED = "Quillfeather"


def line_of(name: str, words: object, *args: object, **more: object) -> dict[str, object]:
    record = logging.LogRecord(name, logging.WARNING, "some.py", 1, words, args, None)
    for key, value in more.items():
        setattr(record, key, value)
    return dict(json.loads(OneObject(port=8501).format(record)))


def test_a_line_of_ours_has_its_words_and_its_facts() -> None:
    line = line_of("make_the_case", "change drawn, %.0f ms", 12.4, facts={"event": "change_drawn", "ms": 12})
    assert line["message"] == "change drawn, 12 ms" and line["event"] == "change_drawn" and line["ms"] == 12
    assert (line["level"], line["logger"], line["port"]) == ("warning", "make_the_case", 8501)
    assert str(line["time"]).endswith("+00:00")


def test_of_a_line_of_others_only_what_stands_in_their_code_is_written() -> None:
    line = line_of("streamlit.web", "cannot read %s\nof it", TYPED)
    assert line["message"] == "cannot read %s\nof it" and TYPED not in json.dumps(line)
    assert line_of("make_the_case_other", "about %s", TYPED)["message"] == "about %s"
    assert line_of("streamlit", ValueError(TYPED))["message"] == "ValueError"


def test_of_an_exception_the_kind_and_the_places_are_written_and_not_its_words() -> None:
    try:
        int(TYPED)
    except ValueError:
        line = line_of("make_the_case", "it failed", exc_info=sys.exc_info())
    assert line["error"] == "ValueError" and TYPED not in json.dumps(line)
    assert str(line["places"]).startswith(f"['{Path(__file__).name}:")


@pytest.mark.parametrize(("said", "is_well"), [("", True), ("json", True), ("TEXT", True), ("xml", False)])
def test_the_setting_takes_two_words(said: str, is_well: bool) -> None:
    assert (why_not({SETTING: said}) is None) == is_well
    assert is_json({SETTING: said}) == (said == "json")


def test_another_word_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "xml")
    for command in (["serve"], ["app", "--headless", "--port", "8999"]):
        done = run(*command)
        assert done.returncode == WRONG_USAGE
        assert "MAKE_THE_CASE_LOG takes json or text, not xml." in words_of(done.stderr.decode())


def test_what_a_process_of_several_writes_is_passed_on_as_an_object(monkeypatch: pytest.MonkeyPatch) -> None:
    assert passed_on("a line", 8502) == "[8502] a line"
    monkeypatch.setenv(SETTING, "json")
    assert passed_on('{"message": "a line"}', 8502) == '{"message": "a line"}'
    wrapped = json.loads(passed_on("a line", 8502))
    assert (wrapped["message"], wrapped["port"]) == ("a line", 8502)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="`serve` needs Linux or macOS")
def test_the_log_of_several_processes_is_one_of_objects(tmp_path: Path) -> None:
    port = two_ports()
    settings = {SETTING: "json", "MAKE_THE_CASE_DATA": str(tmp_path / "drafts")}
    with served(tmp_path, port, **settings):
        pass
    lines = [json.loads(line) for line in log_of(tmp_path).splitlines()]
    assert {port, port + 1} <= {line.get("port") for line in lines}
    assert all(line["message"] and line["level"] for line in lines)
