"""What the app tells whoever watches it from outside: everything that is promised, nothing that somebody typed, and nothing unasked."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, free_port, start_app
from otlp_receiver import Received, receiver
from patience import PATIENCE, comes_true
from traces import elsewhere, traced
from visitor import Visitor

from make_the_case.store import Drafts
from make_the_case.telemetry import memory_held, signals
from make_the_case.telemetry.signals import Timed
from make_the_case.telemetry.switched_on import Switch, is_asked, why_not
from make_the_case.views.shell import failures
from valuation import read_case
from valuation.answers.saving import body_of

CASE = ROOT / "tests" / "cases" / "earlier" / "northshire_peer_support.yaml"
FIELD = "Of every 100 offered it"
TYPED = "Quillfeather"
"""What somebody types, which nobody else is told."""
OFTEN = {"OTEL_METRIC_EXPORT_INTERVAL": "300", "OTEL_BSP_SCHEDULE_DELAY": "200"}
NOTE_IMPORTS = """
def _note_import(event, values):
    if event == "import" and values[0].startswith("opentelemetry"):
        with open(os.environ["TRACE"] + "d", "a") as file:
            file.write(values[0] + "\\n")

sys.addaudithook(_note_import)
"""


@contextmanager
def app(folder: Path, **settings: str) -> Iterator[tuple[int, str, subprocess.Popen[bytes]]]:
    """Runs the app on a draft of its own, and gives its port, the draft's secret and the process; its log is in the folder."""
    drafts = Drafts(f"sqlite:///{folder / 'drafts.sqlite'}")
    case = read_case(CASE)
    secret = drafts.create(body_of(case), "Somebody", "Begun", f"A case of {TYPED}")
    drafts.close()
    folder.chmod(0o700)
    port = free_port()
    with (folder / "log").open("wb") as log:
        usual = {"MAKE_THE_CASE_DATA": str(folder), "MAKE_THE_CASE_HOSTED": "localhost"}
        server = start_app(port, folder, log.fileno(), **usual, **settings)
        try:
            yield port, secret, server
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def log_of(folder: Path) -> str:
    return (folder / "log").read_text(encoding="utf-8")


def changed(port: int, secret: str, times: int = 1) -> Visitor:
    """Opens a page, makes changes there, and types words and something that is no number."""
    visitor = Visitor(port, "costs", f"draft={secret}")
    for count in range(times):
        visitor.type(FIELD, f"{30 + count}.5")
    visitor.type(FIELD, TYPED)
    return visitor


@pytest.mark.slow
def test_everything_promised_is_sent_and_nothing_of_what_somebody_typed(tmp_path: Path) -> None:
    with receiver() as got:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": got.address, "MAKE_THE_CASE_LOG": "json", **OFTEN}
        with app(tmp_path, **settings) as (port, secret, _):
            assert comes_true(lambda: "make_the_case.pages.open" in got.names())
            visitor = changed(port, secret)
            session = visitor.session
            visitor.go("results")
            visitor.close()
            with urllib.request.urlopen(
                f"http://localhost:{port}/costs?draft={secret}", timeout=PATIENCE
            ) as page:
                assert page.status == 200
            assert comes_true(lambda: got.has_span("page", page="results") and got.has_span("request"))
        assert_told(got)
        for private in (TYPED, secret, session, "Northshire"):
            assert not any(private.encode() in body for body in got.bodies), private
            assert private not in log_of(tmp_path)
    lines = [json.loads(line) for line in log_of(tmp_path).splitlines()]
    assert lines and all({"time", "level", "logger", "message", "port"} <= {*line} for line in lines)
    assert {"change_drawn", "draft_kept"} <= {line.get("event") for line in lines}


def assert_told(got: Received) -> None:
    assert got.has_span("page", page="costs", outcome="done")
    assert got.has_span("change") and got.has_span("draft kept")
    asked = {"http.request.method": "GET", "http.route": "page", "http.response.status_code": 200}
    assert any(name == "request" and asked.items() <= facts.items() for name, facts in got.spans)
    assert {
        "http.server.request.duration",
        "make_the_case.page.duration",
        "make_the_case.change.duration",
        "make_the_case.keeping.duration",
        "make_the_case.work.waiting",
        "make_the_case.work.running",
        "make_the_case.pages.open",
    } <= got.names()
    if sys.platform == "linux":
        assert max(value for name, _, value in got.points if name == "process.memory.usage") > 50e6
    assert got.resource["service.name"] == "make-the-case"
    assert {*got.resource} <= {
        "service.name", "service.version", "service.instance.id",
        "telemetry.sdk.language", "telemetry.sdk.name", "telemetry.sdk.version",
    }, "nothing of the computer"  # fmt: skip


@pytest.mark.slow
def test_without_the_setting_nothing_is_sent_and_nothing_of_opentelemetry_is_read(tmp_path: Path) -> None:
    hooked = tmp_path / "hooked"
    hooked.mkdir()
    settings = traced(hooked)
    with (hooked / "sitecustomize.py").open("a", encoding="utf-8") as file:
        file.write(NOTE_IMPORTS)
    with app(tmp_path, **settings) as (port, secret, _):
        changed(port, secret).close()
    assert "draft kept" in log_of(tmp_path)
    assert not (hooked / "traced").exists()
    assert elsewhere(hooked / "trace") == []


def no_answer() -> socket.socket:
    """Returns an address that takes what is sent and never answers."""
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(64)
    return silent


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["silent", "refused"])
def test_an_address_that_does_not_answer_holds_nobody_up(tmp_path: Path, kind: str) -> None:
    with no_answer() as silent:
        port = silent.getsockname()[1] if kind == "silent" else free_port()
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}", **OFTEN}
        with app(tmp_path, **settings) as (own, secret, server):
            visitor = changed(own, secret, 5)
            assert comes_true(lambda: "work goes on" in log_of(tmp_path))
            visitor.close()
            begun = time.monotonic()
            server.terminate()
            assert server.wait(timeout=PATIENCE) == 0
            assert time.monotonic() - begun < 8
    said = log_of(tmp_path)
    assert said.count("work goes on") == 1 and "Traceback" not in said
    assert len(re.findall(r"draft kept", said)) == 5
    times = [int(ms) for ms in re.findall(r"change drawn, (\d+) ms", said)]
    assert len(times) == 5 and max(times) < 2000


def sent_by(got: Received, monkeypatch: pytest.MonkeyPatch) -> Switch:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", got.address)
    switch = Switch(
        "0", {"make_the_case.work.waiting": ("{task}", lambda: 3), "nothing": ("By", lambda: None)}
    )
    switch.on()
    assert comes_true(signals.is_heard)
    return switch


def test_an_unforeseen_failure_is_counted_by_its_code_and_not_by_its_words(
    monkeypatch: pytest.MonkeyPatch, fails_on_purpose
) -> None:
    with receiver() as got:
        switch = sent_by(got, monkeypatch)
        code = failures.reported("a test", ValueError(TYPED))
        with pytest.raises(ValueError, match=TYPED), signals.timed(Timed.WORK, task="simulated"):
            raise ValueError(TYPED)
        with pytest.raises(SystemExit), signals.timed(Timed.PAGE, page="costs"):
            raise SystemExit
        switch.off()
        assert not signals.is_heard()
    found = [(facts, value) for name, facts, value in got.points if name == "make_the_case.errors"]
    assert found == [({"make_the_case.code": code, "error.type": "ValueError"}, 1.0)]
    assert got.has_span("work", task="simulated", outcome="failed")
    assert got.has_span("page", page="costs", outcome="left")
    assert ("make_the_case.work.waiting", {}, 3.0) in got.points and "nothing" not in got.names()
    assert not any(TYPED.encode() in body for body in got.bodies)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"}, "begins with http:// or https://"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://[half"}, "begins with http:// or https://"),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "OTEL_EXPORTER_OTLP_PROTOCOL takes http/protobuf",
        ),
    ],
)
def test_an_address_that_cannot_be_used_is_named_in_one_line_and_the_app_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog, fails_on_purpose, settings: dict[str, str], said: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert is_asked() and said in (why_not() or "")
    switch = Switch("0", {})
    switch.on()
    switch.off()
    assert not signals.is_heard() and len(caplog.messages) == 1 and said in caplog.messages[0]


def test_where_nobody_asked_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_asked({}) and not is_asked({"OTEL_EXPORTER_OTLP_ENDPOINT": ""})
    assert not is_asked({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"})
    with signals.timed(Timed.PAGE, page="costs") as told:
        told["page"] = "results"
    signals.took(Timed.CHANGE, 0.1)
    signals.failed("E-000", "ValueError")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says in files what a process holds")
def test_the_memory_of_the_server_and_of_its_workers_is_told_apart() -> None:
    before = memory_held.bytes_of_the_workers()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert comes_true(lambda: (memory_held.bytes_of_the_workers() or 0) > (before or 0) + 1e6)
    finally:
        child.communicate(b"\n")
    own = memory_held.bytes_of_the_server()
    assert own is not None and 10e6 < own < 10e9 and os.getpid()
