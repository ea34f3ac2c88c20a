"""run.py: what it says where it cannot go on, that it leaves nothing half made, and that .venv is made only once."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import socket
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import PATIENCE

import run
from make_the_case.views.shell.server import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
BARE_ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "PYTHON"))
}


def folder_with(tmp_path: Path, lock: str) -> Path:
    """Returns a folder that holds run.py, a lock of its own, and a stand-in for the command line."""
    folder = tmp_path / "a folder, called ünusual"
    folder.mkdir()
    (folder / "run.py").write_bytes((ROOT / "run.py").read_bytes())
    (folder / "requirements.txt").write_text(lock)
    (folder / "requirements-tests.txt").write_text(lock + "# and what only the tests need\n")
    (folder / "make_the_case").write_text("import sys; print('opened', *sys.argv[1:], sys.prefix)")
    return folder


def started(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs run.py from another folder."""
    command = [sys.executable, str(folder / "run.py"), *words]
    return subprocess.run(
        command,
        cwd=folder.parent,
        env=BARE_ENVIRONMENT | more,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )


def tiny_wheel(folder: Path) -> Path:
    """Returns a wheel of one module, made by hand."""
    info = "tiny_case-1.0.dist-info"
    content = {
        "tiny_case.py": "SAYS = 'here'\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: tiny-case\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": f"tiny_case.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
    }
    wheel = folder / "tiny_case-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return wheel


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


# Before anything is set up -------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python_is_told_which_one_is_needed(version: tuple[int, int]) -> None:
    with pytest.raises(
        run.CannotGoOn, match=rf"needs Python 3\.11 or later, and this is Python {version[0]}\.{version[1]}\."
    ):
        run.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14), (4, 0)])
def test_a_python_that_is_new_enough_is_let_through(version: tuple[int, int]) -> None:
    run.check_python(version)


def test_an_old_python_can_read_run_far_enough_to_say_so() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    hints = [
        hint
        for f in functions
        for hint in (f.returns, *(a.annotation for a in f.args.args))
        if hint is not None
    ]
    assert len(hints) > 10
    assert not [ast.unparse(hint) for hint in hints if not isinstance(hint, ast.Name | ast.Constant)]


def test_a_taken_port_is_said_with_how_to_choose_another(tmp_path: Path, taken_port: int) -> None:
    folder = folder_with(tmp_path, lock="")
    said = started(folder, "--port", str(taken_port))
    assert said.returncode == 2
    assert f"Port {taken_port} is taken" in said.stderr
    assert re.search(r"To use another: python3 run\.py --port \d+$", said.stderr.strip())
    assert said.stdout == "" and "Traceback" not in said.stderr
    assert not (folder / ".venv").exists(), "it says so before it sets anything up"


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999999999999999999"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    said = started(folder_with(tmp_path, lock=""), f"--port={port}")
    assert said.returncode == 2
    assert said.stderr.startswith(f"A port is a number from 1 to 65535, not {port}.")


def test_a_free_port_is_let_through() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    run.check_port(free)


# Setting up ----------------------------------------------------------------------------------------------------


WITHOUT_VENV = {
    "no venv at all": "raise ModuleNotFoundError('No module named venv', name='venv')",
    "no ensurepip, in Debian's words": (
        "print('The virtual environment was not created successfully because ensurepip is not available.'); "
        "raise SystemExit(1)"
    ),
}


@pytest.mark.parametrize("lacks", WITHOUT_VENV)
def test_a_python_without_venv_is_told_which_package_to_install(tmp_path: Path, lacks: str) -> None:
    """Debian packages venv apart from Python; a module of that name stands in for what is left without it."""
    stub = tmp_path / "stub"
    stub.mkdir()
    (stub / "venv.py").write_text(WITHOUT_VENV[lacks])
    said = started(folder_with(tmp_path, lock=""), "--version", PYTHONPATH=str(stub))
    assert said.returncode == 2
    assert said.stderr.strip().endswith("Install it, and run this again: sudo apt install python3-venv")
    assert "Traceback" not in said.stderr


def test_packages_that_cannot_be_had_are_said_plainly(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path, lock="make-the-case-of-nothing==1.0 \\\n    --hash=sha256:" + 64 * "0" + "\n"
    )
    said = started(folder, "--version", PIP_NO_INDEX="1", UV_OFFLINE="1")
    assert said.returncode == 2
    assert "The packages could not be installed. Is this computer online?" in said.stderr
    assert "make-the-case-of-nothing" in said.stderr and "Traceback" not in said.stderr
    assert said.stdout == "", "nothing is opened"


def test_a_package_of_another_hash_is_refused_and_with_the_right_one_it_starts_afresh(tmp_path: Path) -> None:
    wheel = tiny_wheel(tmp_path)
    right, wrong = hashlib.sha256(wheel.read_bytes()).hexdigest(), 64 * "0"
    folder = folder_with(tmp_path, lock=f"tiny-case==1.0 \\\n    --hash=sha256:{wrong}\n")
    (folder / "make_the_case").write_text("import tiny_case; print(tiny_case.SAYS)")
    only_here = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "UV_OFFLINE": "1"}
    said = started(folder, "--version", **only_here)
    assert said.returncode == 2 and "could not be installed" in said.stderr
    (folder / "requirements.txt").write_text(f"tiny-case==1.0 \\\n    --hash=sha256:{right}\n")
    assert started(folder, "--version", **only_here).stdout == "here\n"


def test_the_environment_is_made_once(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, lock="# nothing yet\n")
    first, second = started(folder, "appraise", "a case.yaml"), started(folder, "appraise", "a case.yaml")
    assert first.stdout == second.stdout == f"opened appraise a case.yaml {folder / '.venv'}\n"
    assert "Setting up" in first.stderr and second.stderr == ""


def test_the_tests_packages_come_on_top_and_serve_the_app_too(tmp_path: Path) -> None:
    wheel = tiny_wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    folder = folder_with(tmp_path, lock="")
    (folder / "requirements-tests.txt").write_text(f"tiny-case==1.0 \\\n    --hash=sha256:{digest}\n")
    only_here = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "UV_OFFLINE": "1"}
    assert "Setting up" in started(folder, "--version", **only_here).stderr
    tiny = list((folder / ".venv").glob("**/tiny_case.py"))
    assert tiny == [], "the app alone does without"
    tested = started(folder, "test", **only_here)
    assert "Adding what the tests need" in tested.stderr and "Setting up" not in tested.stderr
    assert len(list((folder / ".venv").glob("**/tiny_case.py"))) == 1
    assert started(folder, "--version", **only_here).stderr == "", "what serves the tests serves the app"


def test_two_first_runs_at_once_make_it_once(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, lock="")
    said: list[subprocess.CompletedProcess[str]] = []
    runs = [threading.Thread(target=lambda: said.append(started(folder, "--version"))) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert [done.returncode for done in said] == [0, 0, 0], [done.stderr for done in said]
    assert sum("Setting up" in done.stderr for done in said) == 1


def test_what_is_not_an_environment_is_left_alone(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, lock="")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "notes.txt").write_text("mine")
    said = started(folder, "--version")
    assert said.returncode == 2 and "is not a Python environment. Move it away" in said.stderr
    assert (folder / ".venv" / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    """A folder in the place of the lock file stands in for it, as the superuser may write anywhere else."""
    folder = folder_with(tmp_path, lock="")
    (folder / ".venv.lock").mkdir()
    said = started(folder, "--version")
    assert said.returncode == 2 and said.stderr.startswith(f"Nothing can be written to {folder} (")
    assert "Copy the folder to one of your own" in said.stderr and "Traceback" not in said.stderr


def test_what_the_ordinary_run_leaves_out_is_said_with_its_command_and_run_in_ci() -> None:
    command = "python3 run.py test -m longer"
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"][
        "ini_options"
    ]
    assert asked["addopts"][-2:] == ["-m", "not exhaustive and not longer"]
    assert asked["addopts"][-1] in (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    in_ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert {"python3 run.py test", command} <= {line.strip() for line in in_ci.splitlines()}
    assert f"left out. To run them: {command}" in in_ci, "where the machine is too slow for both"
    for place in ("tests/conftest.py", "README.md", "CONTRIBUTING.md", "docs/using.md"):
        assert command in (ROOT / place).read_text(encoding="utf-8"), place


# The lock, and the settings ------------------------------------------------------------------------------------


LOCKS = ("requirements.txt", "requirements-hosting.txt", "requirements-tests.txt")
SITE = "requirements-docs.txt"
"""The lock of the documentation site, which is built without the app."""


def pins_of(lock: str) -> set[tuple[str, str]]:
    """Returns the (package, version) pairs of a lock."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def names_of(wanted: list[str]) -> set[str]:
    """Returns the packages that requirements name, as a lock spells them."""
    return {re.split(r"[<>=\[;]", one)[0].lower().replace(".", "-").replace("_", "-") for one in wanted}


@pytest.mark.parametrize("name", (*LOCKS, SITE))
def test_a_lock_pins_and_hashes_everything_and_names_no_place_to_get_it(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert len(pins_of(name)) > (20 if name == SITE else 40)
    for line in lock.splitlines():
        assert re.match(
            r"#|    #|    --hash=sha256:[0-9a-f]{64}( \\)?$|[a-z0-9._-]+==[^ ]+ (;.* )?\\$", line
        ), line
    for package, _ in pins_of(name):
        assert "--hash=sha256:" in run.lines_of(re.escape(package), lock), package


def test_each_lock_holds_what_the_project_asks_for_there() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    app = names_of(asked["project"]["dependencies"])
    extras = asked["project"]["optional-dependencies"]
    hosting = names_of([*extras["team"], *extras["telemetry"]]) | {"authlib"}
    tests = names_of([*asked["dependency-groups"]["test"], *asked["dependency-groups"]["dev"]])
    for lock, wanted in zip(LOCKS, (app, app | hosting, app | hosting | tests), strict=True):
        locked = {package for package, _ in pins_of(lock)}
        assert wanted <= locked, f"write the locks anew: python .ci/locks.py --write ({lock})"
    site = {package for package, _ in pins_of(SITE)}
    assert names_of(asked["dependency-groups"]["docs"]) <= site and "streamlit" not in site


def test_a_single_user_installs_neither_what_a_host_needs_nor_what_the_tests_need() -> None:
    alone = {package for package, _ in pins_of("requirements.txt")}
    others = {
        "psycopg",
        "authlib",
        "cryptography",
        "opentelemetry-sdk",
        "pytest",
        "hypothesis",
        "playwright",
        "mypy",
        "ruff",
        "uv",
    }
    assert alone.isdisjoint(others)
    assert others - {"pytest", "hypothesis", "playwright", "mypy", "ruff", "uv"} <= {
        package for package, _ in pins_of("requirements-hosting.txt")
    }


def test_what_is_tested_is_what_is_run() -> None:
    app, hosting, tests = map(pins_of, LOCKS)
    assert app <= hosting <= tests


def test_uv_comes_from_a_lock_with_its_hashes() -> None:
    found = run.lines_of("uv", (ROOT / "requirements-tests.txt").read_text(encoding="utf-8"))
    assert re.match(r"uv==[\d.]+ \\\n    --hash=sha256:", found)
    assert set(re.findall(r"^(\S+)==", found, re.MULTILINE)) == {"uv"}


def test_the_settings_file_says_what_the_app_sets_itself() -> None:
    written = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert written["server"]["address"] == "localhost" and written["browser"]["gatherUsageStats"] is False
    for section in ("server", "browser", "client", "theme"):
        for key, value in flat(section, written[section]):
            name = re.sub("(?<=[a-z])([A-Z])", r"_\1", key).upper()
            assert SETTINGS[name] == (value if isinstance(value, str) else str(value).lower()), name


def flat(name: str, value: object) -> Iterator[tuple[str, object]]:
    """Returns every setting of a section and of the sections within it, by its whole name."""
    if not isinstance(value, dict):
        yield name, value
        return
    for key, inner in value.items():
        yield from flat(f"{name}_{key}", inner)
