"""What deploy/ holds, docs/hosting.md says and the program does are one: names, ports, settings and versions; and systemd reads its units."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, free_port, start_app, stop_app
from patience import PATIENCE
from ruamel.yaml import YAML

from make_the_case.command_line.arguments import parser
from make_the_case.command_line.serving_command import ADDRESS, COOKIE_SECRET
from make_the_case.serving.addresses import READY
from make_the_case.store.locations import FOLDER, HOSTED
from make_the_case.views.shell.server import SETTINGS

DEPLOY = ROOT / "deploy"
FILES = {file.relative_to(ROOT).as_posix(): file for file in sorted(DEPLOY.rglob("*")) if file.is_file()}
GUIDE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
SETTINGS_OF_THE_APP = {
    HOSTED,
    FOLDER,
    "DATABASE_URL",
    *re.findall(r"^\| `(MAKE_THE_CASE_\w+)`", GUIDE, re.MULTILINE),
}
OF_CADDY_ALONE = {"MAKE_THE_CASE_PROCESSES"}
TRUSTED = "FORWARDED_ALLOW_IPS"
"""Whose word counts about who asks: read by uvicorn, which listens to its own computer alone where this is not set."""


def compose() -> dict[str, dict[str, dict[str, object]]]:
    reader = YAML(typ="safe")
    return reader.load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_deploy_is_named_in_the_guide(name: str) -> None:
    assert name in GUIDE


def test_every_file_of_deploy_that_the_guide_names_is_there() -> None:
    named = set(re.findall(r"(?<![\w/.])deploy/[\w/.-]+\w", GUIDE))
    secrets = "deploy/secrets"
    made_by_hand = {"deploy/.env", secrets, f"{secrets}/secrets.toml", f"{secrets}/authority.pem"}
    assert named - made_by_hand <= {*FILES}


@pytest.mark.parametrize("name", FILES)
def test_every_setting_that_a_file_uses_is_one_of_the_apps(name: str) -> None:
    used = set(re.findall(r"\bMAKE_THE_CASE_[A-Z_]+\b", FILES[name].read_text(encoding="utf-8")))
    assert used <= SETTINGS_OF_THE_APP | OF_CADDY_ALONE


@pytest.mark.parametrize("name", ["deploy/nginx.conf", "deploy/Caddyfile"])
def test_the_web_servers_pass_on_to_the_ports_that_systemd_has_the_processes_listen_on(name: str) -> None:
    unit = (DEPLOY / "systemd" / "make-the-case.service").read_text(encoding="utf-8")
    words = re.findall(r"make_the_case (serve .*)", unit)[0].split()
    asked = parser().parse_args(words)
    ports = [str(asked.port + k) for k in range(asked.processes)]
    text = "\n".join(
        line
        for line in FILES[name].read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith("#")
    )
    assert re.findall(r"127\.0\.0\.1:(\d+)", text) == ports
    assert f"`make-the-case serve --processes {asked.processes} --port {asked.port}`" in GUIDE


def test_caddy_asks_where_the_processes_say_whether_they_are_ready() -> None:
    assert f"health_uri {READY}\n" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


def test_the_limits_of_uploads_leave_room_around_the_apps_own() -> None:
    own = int(SETTINGS["SERVER_MAX_UPLOAD_SIZE"])
    for name, words in (("nginx.conf", r"client_max_body_size +(\d+)m"), ("Caddyfile", r"max_size (\d+)MB")):
        assert int(re.findall(words, (DEPLOY / name).read_text(encoding="utf-8"))[0]) == own + 2


def test_the_container_starts_what_the_command_line_takes_and_holds_what_the_wheel_holds() -> None:
    recipe = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    words = re.findall(r'"([^"]+)"', re.findall(r"^CMD (.*)", recipe, re.MULTILINE)[0])
    asked = parser().parse_args(words)
    assert (asked.command, asked.address, asked.processes) == ("serve", "0.0.0.0", 1)
    assert f"EXPOSE {asked.port}\n" in recipe
    copied = set(re.findall(r"^COPY (?!--)(\S+)", recipe, re.MULTILINE))
    assert copied == {
        "app.py",
        "assumptions",
        "cases",
        "make_the_case",
        "valuation",
        "requirements-hosting.txt",
    }
    let_in = set(
        re.findall(r"^!(\S+)", (ROOT / ".containerignore").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert let_in == copied
    assert recipe.count("\nFROM ${BASE}") == 2 and "\nUSER 10001:10001\n" in recipe


def test_compose_runs_two_alike_processes_without_rights_and_sends_caddy_to_both() -> None:
    services = compose()["services"]
    assert {*services} == {"app1", "app2", "database", "backup", "web"}
    assert services["app1"] == services["app2"]
    app = services["app1"]
    assert app["read_only"] is True and app["cap_drop"] == ["ALL"] and app["tmpfs"] == ["/tmp"]
    # Without an init, workers of a process that was killed stay as zombies; without `always`, podman-restart leaves them out.
    assert app["init"] is True and {service["restart"] for service in services.values()} == {"always"}
    told = app["environment"]
    assert isinstance(told, dict) and {HOSTED, "DATABASE_URL", COOKIE_SECRET, TRUSTED} == {*told}
    web = services["web"]["environment"]
    assert isinstance(web, dict) and web["MAKE_THE_CASE_PROCESSES"] == "app1:8501 app2:8501"
    recipe = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    examples = (DEPLOY / "settings.env.example").read_text(encoding="utf-8")
    # Debian 12's podman-compose hands on `${NAME:?}` as it stands, as the password for example, where no words follow the mark.
    needed = re.findall(r"\$\{(\w+):\?[^}]+\}", recipe)
    assert len(needed) == recipe.count("${")
    # It takes an empty value for one, too: the example has none, and a command of the guide writes the secrets.
    assert re.findall(r"^\w+=$", examples, re.MULTILINE) == []
    written = re.findall(r"for each in ([A-Z_ ]+); do", GUIDE)[0].split()
    assert {*re.findall(r"^(\w+)=", examples, re.MULTILINE), *written} == {*needed}
    published = [name for name, service in services.items() if "ports" in service]
    assert published == ["web"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has 127.0.0.2 without being told")
def test_what_a_web_server_in_another_container_says_of_who_asks_counts_by_the_recipe(tmp_path: Path) -> None:
    told = compose()["services"]["app1"]["environment"]
    assert isinstance(told, dict)
    for settings, counts in ((told, True), ({}, False)):
        port = free_port()
        server = start_app(port, tmp_path, **{TRUSTED: str(settings.get(TRUSTED, "127.0.0.1"))})
        line = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=PATIENCE, source_address=("127.0.0.2", 0)
        )
        line.request("GET", "/_stcore/health", headers={"X-Forwarded-Proto": "https"})
        is_secure = line.getresponse().headers["set-cookie"].lower().endswith("; secure")
        line.close()
        stop_app(server)
        assert is_secure == counts


def test_the_settings_that_serve_hands_on_are_read_by_the_app() -> None:
    assert ADDRESS.removeprefix("STREAMLIT_") in SETTINGS


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("systemd-analyze"), reason="systemd is not installed"
)
@pytest.mark.parametrize(
    "unit", ["make-the-case.service", "make-the-case-backup.service", "make-the-case-backup.timer"]
)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: str, tmp_path: Path) -> None:
    for file in (DEPLOY / "systemd").iterdir():
        text = file.read_text(encoding="utf-8").replace("/srv/make-the-case/venv/bin/python", "/usr/bin/env")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)], capture_output=True, encoding="utf-8"
    )
    ours = [line for line in done.stderr.splitlines() if "make-the-case" in line]
    assert ours == [] and done.returncode == 0
    if unit.endswith(".service"):
        checked = ["systemd-analyze", "security", "--offline=true", "--threshold=25", str(tmp_path / unit)]
        said = subprocess.run(checked, capture_output=True, encoding="utf-8")
        assert said.returncode == 0, said.stdout[-500:]
