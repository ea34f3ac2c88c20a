"""The wheel: it carries everything, and works from another folder, in an environment that never saw this one."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from patience import PATIENCE, comes_true

from valuation.version import PROGRAM_VERSION

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("valuation", "make_the_case", "assumptions", "cases")
NOT_SOURCE = (".*", "__pycache__", "build", "dist", "*.egg-info")
BARE = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "PYTHON"))}


@dataclass(frozen=True)
class Installed:
    """A wheel, what it holds, and the folder of the programs of the environment that it was installed in."""

    names: frozenset[str]
    metadata: str
    programs: Path

    def run(self, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs make-the-case in a folder; it has to succeed."""
        command = [str(self.programs / "make-the-case"), *words]
        done = subprocess.run(
            command, cwd=folder, env=BARE, capture_output=True, encoding="utf-8", timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return done


def succeed(command: list[str], folder: Path) -> None:
    """Runs a command that has to succeed; where it does not, the test shows what it said."""
    done = subprocess.run(command, cwd=folder, env=BARE, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Builds the wheel from a copy of the source, as the build leaves its own files beside it, and installs it.

    The environment is fresh, yet reads numpy, Streamlit and the rest from this one through a .pth file: the test then
    needs no network and takes seconds. What it cannot see is a dependency that pyproject.toml forgets to list, so
    another test compares the list with the imports.
    """
    place = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, place / "source", ignore=shutil.ignore_patterns(*NOT_SOURCE))
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    succeed([sys.executable, "-c", build, str(place)], place / "source")
    (wheel,) = place.glob("*.whl")
    venv.create(place / "fresh", with_pip=False, symlinks=os.name != "nt")
    paths = {"base": str(place / "fresh"), "platbase": str(place / "fresh")}
    packages, programs = (
        Path(sysconfig.get_path(kind, "venv", vars=paths)) for kind in ("purelib", "scripts")
    )
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(programs / "python"),
        "install",
        "--no-deps",
        "--no-index",
    ]
    succeed([*pip, str(wheel)], place)
    shutil.rmtree(place / "source")
    with zipfile.ZipFile(wheel) as archive:
        names = frozenset(archive.namelist())
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    return Installed(names, metadata, programs)


def test_the_wheel_carries_every_file_of_its_packages_and_nothing_else(installed: Installed) -> None:
    files = {
        file.relative_to(ROOT) for part in SHIPPED for file in (ROOT / part).rglob("*") if file.is_file()
    }
    wanted = {file.as_posix() for file in files if "__pycache__" not in file.parts} | {
        "app.py",
    }
    assert {name for name in installed.names if ".dist-info/" not in name} == wanted


def test_the_wheel_brings_no_name_but_its_own_to_the_top(installed: Installed) -> None:
    tops = {name.partition("/")[0] for name in installed.names if ".dist-info/" not in name}
    assert tops == {*SHIPPED, "app.py"}


def test_the_version_is_said_in_one_place_and_agrees_everywhere(installed: Installed, tmp_path: Path) -> None:
    assert f"\nVersion: {PROGRAM_VERSION}\n" in installed.metadata
    assert f"\nversion: {PROGRAM_VERSION}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert installed.run(tmp_path, "--version").stdout.startswith(f"make-the-case {PROGRAM_VERSION}, ")
    assert f'"{PROGRAM_VERSION}"' not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_wheel_asks_for_everything_that_it_imports(installed: Installed) -> None:
    imported: set[str] = set()
    for file in [
        ROOT / "app.py",
        *(f for part in SHIPPED for f in (ROOT / part).rglob("*.py")),
    ]:
        imported |= set(
            re.findall(r"^\s*(?:from|import) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        )
    asked = {name.lower() for name in re.findall(r"^Requires-Dist: (\w+)", installed.metadata, re.MULTILINE)}
    third_party = {
        "numpy",
        "openpyxl",
        "opentelemetry",
        "scipy",
        "pandas",
        "pebble",
        "PIL",
        "platformdirs",
        "plotly",
        "sqlalchemy",
        "pydantic",
        "pydantic_core",
        "ruamel",
        "segno",
        "starlette",
        "streamlit",
        "docx",
        "icalendar",
        "pptx",
        "typst",
        "xlsxwriter",
        "yaml",
    }
    asked |= {"pydantic_core"} if "pydantic" in asked else set()  # its own core
    asked |= {"PIL"} if "pillow" in asked else set()
    asked |= {"yaml"} if "pyyaml" in asked else set()
    for name in ("docx", "pptx"):
        asked |= {name} if f"Requires-Dist: python-{name}" in installed.metadata else set()
    assert imported & third_party <= asked
    unknown = imported - third_party - {*SHIPPED, "app"} - set(sys.stdlib_module_names)
    assert not {name for name in unknown if (Path(sysconfig.get_path("purelib")) / name).exists()}


def test_a_case_is_written_appraised_and_exported_in_another_folder(
    installed: Installed, tmp_path: Path
) -> None:
    assert "peer_support_ltc" in installed.run(tmp_path, "templates").stdout
    installed.run(tmp_path, "new", "peer_support_ltc")
    assert (tmp_path / "peer_support_ltc.yaml").is_file()
    assert "£" in installed.run(tmp_path, "appraise", "peer_support_ltc.yaml").stdout
    answer = json.loads(installed.run(tmp_path, "appraise", "peer_support_ltc.yaml", "--json").stdout)
    installed.run(tmp_path, "export", "peer_support_ltc.yaml", "--to", "json,csv", "-o", "results")
    exported = json.loads((tmp_path / "results" / "result.json").read_text(encoding="utf-8"))
    assert exported["options"] == answer["options"] != {}
    with zipfile.ZipFile(tmp_path / "results" / "tables.zip") as tables:
        assert tables.testzip() is None and len(tables.namelist()) > 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["peer_support_ltc.yaml", "results"]


def test_the_python_interface_and_the_schemas_come_with_it(installed: Installed, tmp_path: Path) -> None:
    installed.run(tmp_path, "new", "peer_support_ltc", "-o", "case.yaml")
    asks = (
        "import json, valuation; told = valuation.answer(valuation.read_case('case.yaml')); "
        "print(json.dumps([valuation.__file__, valuation.PROGRAM_VERSION, sorted(told.frames()), list(told.options)]))"
    )
    python = str(installed.programs / "python")
    done = subprocess.run([python, "-c", asks], cwd=tmp_path, env=BARE, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    place, version, frames, options = json.loads(done.stdout)
    assert Path(place).is_relative_to(installed.programs.parent) and version == PROGRAM_VERSION
    assert "results" in frames and options == ["peer_support_ltc"]
    for kind in ("case", "programme", "rollout"):
        shown = json.loads(installed.run(tmp_path, "schema", kind).stdout)
        assert shown["$id"] == f"urn:make-the-case:schema:{kind}"


# The app, started from a folder whose own settings open it to everyone -------------------------------------------


@pytest.fixture
def app_port(installed: Installed, tmp_path: Path) -> Iterator[int]:
    (tmp_path / ".streamlit").mkdir()
    open_to_all = '[server]\naddress = "0.0.0.0"\n[browser]\ngatherUsageStats = true\n'
    (tmp_path / ".streamlit" / "config.toml").write_text(open_to_all, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(installed.programs / "make-the-case"), "app", "--port", str(port), "--headless"]
    # What it prints goes to a file: with a pipe that nobody reads any more, Streamlit fails to print that it stops, and goes on.
    log = tmp_path / "app.log"
    with log.open("wb") as output:
        app = subprocess.Popen(
            command, cwd=tmp_path, env=BARE, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        assert comes_true(lambda: app.poll() is not None or is_healthy(port)) and app.poll() is None, (
            log.read_text(encoding="utf-8")
        )
        yield port
    finally:
        app.terminate()
        try:
            app.wait(timeout=10)
        except subprocess.TimeoutExpired:
            app.kill()
            app.wait()


def is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200 and answer.read().strip() == b"ok"
    except (urllib.error.URLError, OSError):
        return False


def addresses_listening(port: int) -> set[str]:
    """Returns the addresses that something listens on at a port, as the kernel writes them."""
    found: set[str] = set()
    for table in ("tcp", "tcp6"):
        lines = Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]
        for _, local, _, state, *_ in (line.split() for line in lines):
            address, _, hexadecimal = local.partition(":")
            if state == "0A" and int(hexadecimal, 16) == port:
                found.add(address)
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux lists the open ports in a file")
def test_the_app_is_healthy_and_listens_on_this_computer_alone(app_port: int) -> None:
    this_computer = {"0100007F", "00000000000000000000000001000000"}
    assert is_healthy(app_port)
    listening = addresses_listening(app_port)
    assert "0100007F" in listening and listening <= this_computer
