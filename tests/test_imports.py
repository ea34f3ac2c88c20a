"""Who may know whom, and what no file may hold: docs/decisions and CONTRIBUTING.md say why."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import valuation

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "make_the_case"
PARTS = (
    "valuation",
    *(
        f"{PROGRAM}.{part}"
        for part in ("authoring", "words", "views", "exports", "store", "jobs", "serving", "telemetry")
    ),
)
JOINERS = ("app", *(f"{PROGRAM}.{name}" for name in ("__main__", "cli", "command_line", "streamlit_app")))
ENGINE_MAY_IMPORT = {"numpy", "scipy", "pydantic", "pydantic_core", "ruamel", "valuation", "yaml"}


@cache
def tree_of(file: Path) -> ast.Module:
    """Returns what a file says, taken apart once."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """Returns every part of what a file says, walked through once."""
    return tuple(ast.walk(tree_of(file)))


def modules(part: str) -> list[Path]:
    return sorted((ROOT / part.replace(".", "/")).rglob("*.py"))


def part_of(name: str) -> str:
    """Returns the part of the house that a module or a name belongs to; for what others have made, its first word."""
    return ".".join(name.split(".")[: 2 if name.startswith(f"{PROGRAM}.") else 1])


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imported(file: Path, skip_type_checking: bool = False) -> tuple[str, ...]:
    """Returns the dotted name of everything that a file imports, inside functions too."""
    return tuple(_imported(file, skip_type_checking))


def _imported(file: Path, skip_type_checking: bool) -> Iterator[str]:
    waiting: list[ast.AST] = [tree_of(file)]
    package = name_of(file) if file.name == "__init__.py" else name_of(file).rpartition(".")[0]
    while waiting:
        node = waiting.pop()
        if (
            skip_type_checking
            and isinstance(node, ast.If)
            and ast.unparse(node.test).endswith("TYPE_CHECKING")
        ):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        waiting += ast.iter_child_nodes(node)


def tops(file: Path) -> set[str]:
    return {part_of(name) for name in imported(file)}


every_engine_file = pytest.mark.parametrize("file", modules("valuation"), ids=name_of)
every_file = pytest.mark.parametrize(
    "file",
    [
        *(file for part in PARTS for file in modules(part)),
        ROOT / "app.py",
        *(file for file in modules(PROGRAM) if part_of(name_of(file)) in JOINERS),
    ],
    ids=name_of,
)


@every_engine_file
def test_the_engine_imports_arrays_shapes_and_yaml_and_nothing_else(file: Path) -> None:
    reading = ("valuation.answers.tidy", "valuation.answer", "valuation.rollout.places_table")
    frames = {"pandas"} if name_of(file) in reading else set()
    assert tops(file) - set(sys.stdlib_module_names) <= ENGINE_MAY_IMPORT | frames


def test_an_answer_is_given_without_loading_data_frames() -> None:
    code = "import sys, valuation; valuation.result(valuation.read_case('cases/worked_example.yaml')); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("part", "never"),
    [
        ("authoring", "words"),
        ("authoring", "views"),
        ("authoring", "exports"),
        ("authoring", "streamlit"),
        ("views", "exports"),
        ("exports", "views"),
        ("exports", "streamlit"),
        ("words", "views"),
        ("words", "exports"),
        ("words", "streamlit"),
        ("views", "store"),
        ("store", "valuation"),
        ("store", "authoring"),
        ("store", "words"),
        ("store", "streamlit"),
        ("exports", "jobs"),
    ],
)
def test_a_part_never_imports_what_lies_beside_it(part: str, never: str) -> None:
    never = f"{PROGRAM}.{never}" if f"{PROGRAM}.{never}" in PARTS else never
    assert [name_of(file) for file in modules(f"{PROGRAM}.{part}") if never in tops(file)] == []


@every_file
def test_only_the_app_and_the_command_line_join_parts(file: Path) -> None:
    own = part_of(name_of(file))
    joined = tops(file) & {*PARTS, *JOINERS} - {own, "valuation", f"{PROGRAM}.authoring", f"{PROGRAM}.words"}
    known_to_views = {
        f"{PROGRAM}.jobs",
        f"{PROGRAM}.serving",
        f"{PROGRAM}.telemetry",
    }  # which know nothing but callables, addresses and how long things take
    joined -= known_to_views if own == f"{PROGRAM}.views" else set()
    assert not joined or own in JOINERS


@pytest.mark.parametrize("file", modules(f"{PROGRAM}.jobs"), ids=name_of)
def test_what_runs_slow_work_knows_nothing_of_the_work(file: Path) -> None:
    assert tops(file) - set(sys.stdlib_module_names) <= {f"{PROGRAM}.jobs", "pebble"}


@pytest.mark.parametrize("file", modules(f"{PROGRAM}.serving"), ids=name_of)
def test_what_watches_the_processes_needs_the_standard_library_alone(file: Path) -> None:
    assert tops(file) - set(sys.stdlib_module_names) <= {f"{PROGRAM}.serving"}


@pytest.mark.parametrize("file", modules(f"{PROGRAM}.telemetry"), ids=name_of)
def test_what_is_told_to_whoever_watches_knows_nothing_of_cases(file: Path) -> None:
    knows = {"opentelemetry"} if file.stem == "sending" else set()
    assert tops(file) - set(sys.stdlib_module_names) <= {f"{PROGRAM}.telemetry"} | knows


def test_only_one_file_knows_opentelemetry() -> None:
    files = [*modules("valuation"), *modules(PROGRAM), *ROOT.glob("*.py")]
    assert [file.stem for file in files if "opentelemetry" in tops(file)] == ["sending"]


def test_only_the_app_and_its_views_know_streamlit() -> None:
    files = [*modules("valuation"), *modules(PROGRAM), *ROOT.glob("*.py")]
    knowing = {part_of(name_of(file)) for file in files if "streamlit" in tops(file)}
    assert knowing == {"app", f"{PROGRAM}.streamlit_app", f"{PROGRAM}.views"}


def test_run_imports_the_standard_library_alone() -> None:
    assert tops(ROOT / "run.py") <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("file", [f for f in modules("valuation") if f.name != "draws.py"], ids=name_of)
def test_only_draws_knows_a_random_generator(file: Path) -> None:
    named = {*imported(file)}
    for node in nodes_of(file):
        named |= {ast.unparse(node)} if isinstance(node, ast.Attribute) else set()
    random = re.compile(r"(^|\.)(random|secrets|default_rng|qmc|rvs)(\.|$)")
    assert sorted(name for name in named if random.search(name)) == []


@pytest.mark.parametrize(
    "name", ["ledger", "people", "costs", "outcomes", "discounting", "prices", "accounts"]
)
def test_what_evaluates_knows_no_distribution(name: str) -> None:
    wanted = list(imported(ROOT / "valuation" / f"{name}.py"))
    assert wanted, "the file has moved: point this test at it"
    assert not [one for one in wanted if re.match(r"scipy\.stats|numpy\.random|random\b", one)]


def test_the_ledger_asks_for_no_seed() -> None:
    tree = ast.parse((ROOT / "valuation/ledger.py").read_text(encoding="utf-8"))
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    assert {"case", "model"} & arguments, "evaluate has moved: point this test at it"
    assert not {name for name in arguments if "seed" in name or "random" in name or name == "rng"}


@every_file
def test_no_file_imports_by_star_or_by_a_name_made_at_run_time(file: Path) -> None:
    calls = {ast.unparse(node.func) for node in nodes_of(file) if isinstance(node, ast.Call)}
    assert not calls & {"__import__", "import_module", "importlib.import_module", "exec", "eval"}
    is_started_by_its_path = file.name == "__main__.py"
    assert is_started_by_its_path or "sys.path" not in {
        ast.unparse(node) for node in nodes_of(file) if isinstance(node, ast.Attribute)
    }
    assert not any(name.endswith(".*") for name in imported(file))


DOTS_OF_OTHER_THINGS = {
    "make_the_case.exports.workbook.formulas": "the point of a decimal",
    "make_the_case.exports.style_file": "the ending of a file's name",
    "make_the_case.exports.workbook.cell_styles": "the point of a decimal",
    "valuation.case.written.guarded_yaml": "the version of YAML",
    "make_the_case.views.pages.export": "the ending of a file's name",
    "make_the_case.views.shell.opening": "a number of a version",
    "make_the_case.words.file_names": "the ending of a file's name",
    "make_the_case.words.phrases": "the pence of a sum",
}
"""Modules that take apart something else that has dots in it, and what."""
SPLITTING = {"split", "rsplit", "partition", "rpartition"}
COMPARING = {"startswith", "endswith", "removeprefix", "removesuffix"}


def dots_taken_apart(tree: ast.AST) -> Iterator[int]:
    """Yields the lines on which a text is split or joined at its dots, or compared with one that begins or ends with a dot."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, held = node.func.attr, ast.unparse(node.func.value)
        texts = [
            each.value
            for argument in node.args
            for each in ast.walk(argument)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        begins = name in {"endswith", "removesuffix"} and any(
            re.match(r"\.[a-z_0]+$", text) for text in texts
        )
        ends = name in {"startswith", "removeprefix"} and any(text.endswith(".") for text in texts)
        splits = name in SPLITTING and any(re.fullmatch(r"\.|\.[a-z_]+\.?|[a-z_]+\.", text) for text in texts)
        if splits or name == "join" and held == "'.'" or begins or ends:
            yield node.lineno


@every_file
def test_only_places_takes_a_dotted_path_apart_or_joins_one(file: Path) -> None:
    found = list(dots_taken_apart(tree_of(file)))
    endings = re.compile(r"\.(yaml|yml|xml|rels|vml|bin|xlsx|xlsm)")
    lines = file.read_text(encoding="utf-8").splitlines()
    paths = [line for line in found if not endings.search(lines[line - 1])]
    if name_of(file) == "valuation.case.places":
        assert not paths, "it names its dot once, and uses the name"
    elif name_of(file) in DOTS_OF_OTHER_THINGS:
        assert len(paths) == 1, (
            "one line takes something else apart; if it has gone, take the name off the list"
        )
    else:
        assert not paths, [lines[line - 1].strip() for line in paths]


def test_a_number_is_resolved_while_a_case_is_judged_and_by_nobody_else() -> None:
    """Whoever comes after asks the case, which has each number once: `case.assumption_at`, `case.used`."""
    files = [file for part in PARTS for file in modules(part)]
    resolving = {name_of(file) for file in files if "valuation.library.resolve" in set(imported(file))}
    assert resolving == {
        "valuation.case.validity.case_rules",
        "valuation.case.validity.case_as_written",
        "valuation.case.validity.validation",
    }


@pytest.mark.parametrize(
    "line",
    [
        "path.rpartition('.')[2]",
        "path.rpartition('.values.')[0]",
        "'.'.join(parts)",
        "p.startswith(f'{path}.')",
        "p.endswith('.share')",
    ],
)
def test_a_path_taken_apart_would_be_found(line: str) -> None:
    assert list(dots_taken_apart(ast.parse(line))) == [1]


@pytest.mark.parametrize("part", PARTS)
def test_the_modules_of_a_part_form_no_circle(part: str) -> None:
    known = {name_of(file): file for file in modules(part)}
    needs: dict[str, set[str]] = {}
    for name, file in known.items():
        wanted = set(imported(file, skip_type_checking=True))
        needs[name] = {
            other
            for other in known
            if other not in (name, part)
            and (wanted & {other} or any(w.startswith(f"{other}.") for w in wanted))
        }
    while ready := [name for name, rest in needs.items() if not rest & needs.keys()]:
        for name in ready:
            del needs[name]
    assert needs == {}


@pytest.mark.parametrize("folder", ["assumptions", "cases"])
def test_a_folder_of_data_holds_no_python_but_a_marker(folder: str) -> None:
    assert [file.relative_to(ROOT / folder).as_posix() for file in modules(folder)] == ["__init__.py"]
    statements = ast.parse((ROOT / folder / "__init__.py").read_text(encoding="utf-8")).body
    assert len(statements) == 1 and isinstance(statements[0], ast.Expr), "a docstring and nothing else"


def test_the_public_interface_is_the_documented_one_in_the_order_of_the_line() -> None:
    """CONTRIBUTING.md has it as a table, a row for each step; valuation/__init__.py imports it in that order."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = guide.partition("\n## The engine from Python\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[2] for line in section.splitlines() if line.startswith("|")]
    documented = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert valuation.__all__ == documented
    tree = ast.parse((ROOT / "valuation" / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    homes = {alias.name: place for place, node in enumerate(imports) for alias in node.names}
    assert [homes[name] for name in valuation.__all__] == sorted(homes.values())


@every_file
def test_no_sentence_prints_a_number_as_a_power_of_ten(file: Path) -> None:
    """`{x:g}` writes 1.5e+06 for 1,500,000: `valuation.figures.digits` writes numbers for people."""
    formats = [
        ast.unparse(node.format_spec)
        for node in nodes_of(file)
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None
    ]
    read_as_numbers_again = {
        "valuation.errors",
        "valuation.figures",
        "valuation.case.written.written_numbers",
        "make_the_case.words.assumption_phrases",
    }
    powers = [one for one in formats if re.search(r"[0-9,.]*[ge]'$", one)]
    assert len(powers) <= (name_of(file) in read_as_numbers_again)


RENDERER = "make_the_case.words.html_elements"
WRITES_WORDS_IN_A_CHART = "make_the_case.words.markup"
TAG = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", re.IGNORECASE)
READS_STREAMLITS_OWN_PAGE = "make_the_case.views.shell.guard"


def strings_of(file: Path) -> Iterator[str]:
    """Yields every text of a file that is no docstring, the pieces of a formatted one too."""
    alone = {id(node.value) for node in nodes_of(file) if isinstance(node, ast.Expr)}
    for node in nodes_of(file):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


@pytest.mark.parametrize(
    "file",
    [
        *modules(f"{PROGRAM}.views"),
        *modules(f"{PROGRAM}.words"),
        ROOT / PROGRAM / "exports" / "web_page.py",
        ROOT / PROGRAM / "streamlit_app.py",
    ],
    ids=name_of,
)
def test_only_the_renderer_holds_a_tag(file: Path) -> None:
    tags = [text for text in strings_of(file) if TAG.search(text)]
    assert bool(tags) == (name_of(file) in (RENDERER, WRITES_WORDS_IN_A_CHART, READS_STREAMLITS_OWN_PAGE)), (
        tags
    )


@every_file
def test_only_the_renderer_escapes(file: Path) -> None:
    assert ("html" in tops(file)) == (name_of(file) == RENDERER)
    names = {node.attr for node in nodes_of(file) if isinstance(node, ast.Attribute)}
    assert ("html" in names) == (name_of(file) == "make_the_case.views.shell.say"), (
        "pages say blocks: make_the_case/views/shell/say.py hands them on"
    )
    assert "unsafe_allow_html" not in file.read_text(encoding="utf-8")


def test_no_page_sleeps_or_has_itself_drawn_again() -> None:
    """A pause holds the page up, and `st.rerun` draws the whole of it once more: what is done is done before it is drawn."""
    found: dict[str, set[str]] = {"sleep": set(), "rerun": set()}
    for file in modules(f"{PROGRAM}.views"):
        for node in nodes_of(file):
            if isinstance(node, ast.Attribute) and node.attr in found:
                found[node.attr].add(name_of(file))
    assert found == {
        "sleep": {f"make_the_case.views.shell.{name}" for name in ("collecting", "liveness", "server")},
        "rerun": set(),
    }  # which are no pages: they look once in a while


# The tree ------------------------------------------------------------------------------------------------------


def test_no_two_modules_of_the_house_have_one_name() -> None:
    files = [*modules("valuation"), *modules(PROGRAM), ROOT / "app.py", ROOT / "run.py"]
    names = [file.stem for file in files if file.stem != "__init__"]
    packages = {file.parent.name for file in files if file.name == "__init__.py"} - {"valuation", PROGRAM}
    assert sorted({name for name in names if names.count(name) > 1 or name in packages}) == []


MOST_LINES = 450


def test_no_module_is_longer_than_a_reader_keeps_in_mind() -> None:
    files = [*modules("valuation"), *modules(PROGRAM), ROOT / "app.py", ROOT / "run.py"]
    counts = {
        name_of(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in files
        if file.name != "run.py"
    }
    assert {name: count for name, count in counts.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize(
    "folder", sorted({file.parent for file in modules("valuation")}), ids=lambda folder: folder.name
)
def test_a_chapter_of_the_engine_holds_at_most_twenty_files(folder: Path) -> None:
    assert len([*folder.glob("*.py")]) - 1 <= 20


@pytest.mark.parametrize(
    "file",
    [file for part in ("valuation", PROGRAM) for file in modules(part) if file.name == "__init__.py"],
    ids=name_of,
)
def test_a_package_says_what_lives_there(file: Path) -> None:
    assert ast.get_docstring(tree_of(file))


# What no file may hold -----------------------------------------------------------------------------------------


def files_of_the_repository() -> list[Path]:
    """Returns every file that is in the repository or about to be; in a copy without git, all but what is made."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    made = ("__pycache__", "build", "dist")
    return [
        file
        for file in ROOT.rglob("*")
        if file.is_file()
        and not any(
            part in made
            or part.endswith(".egg-info")
            or (part.startswith(".") and part not in (".ci", ".streamlit"))
            for part in file.relative_to(ROOT).parts[:-1]
        )
    ]


def either(*words: str) -> str:
    return "|".join(words)


UNWANTED = {
    "a path on somebody's machine": rf"(?<![\w.:/~-])/({either('work', 'tmp', 'root', 'home', 'Users', 'opt')})/\w|\b[A-Z]:\\\\?Users",
    "a folder outside the repository": r"\.\./" + "shared",
    "a package registry's host": either(
        "py" + r"pi\.org", "python" + r"hosted\.", r"registry\.(npm|yarn)" + "js", r"deb\.debian" + r"\."
    ),
}
"""In pieces, so that this file is not what it looks for."""


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_names(what: str) -> None:
    found = []
    for file in files_of_the_repository():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = enumerate(text.splitlines(), 1)
        found += [
            f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
            for number, line in lines
            if re.search(UNWANTED[what], line)
        ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path on somebody's machine", "open('" + "/" + "tmp/case.yaml')"),
        ("a path on somebody's machine", "C:" + "\\" + "Users" + "\\ann"),
        ("a folder outside the repository", "see .." + "/" + "shared/data"),
        ("a package registry's host", "https://" + "py" + "pi.org/simple"),
    ],
)
def test_what_is_unwanted_would_be_found(what: str, line: str) -> None:
    assert re.search(UNWANTED[what], line)


def test_files_are_named_for_chapters_of_appraisal() -> None:
    vague = {"util", "utils", "helper", "helpers", "common", "manager", "misc", "core", "lib"}
    python = [file for file in files_of_the_repository() if file.suffix == ".py"]
    assert len(python) > 20
    assert [
        str(file.relative_to(ROOT))
        for file in python
        if vague & {*file.relative_to(ROOT).parts[:-1], file.stem}
    ] == []


def test_the_app_opens_without_what_only_simulations_and_files_need():
    """Together they take a second to load, before the app answers anybody; and a process holds fifty megabytes more."""
    program = (
        "import sys, make_the_case.streamlit_app\n"
        "print([name for name in ('scipy', 'pandas', 'docx', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_case_is_read_and_checked_without_what_only_simulations_need():
    """scipy takes half a second to load, which is as long as all else that a small case takes."""
    program = (
        "import sys, valuation\n"
        "valuation.checks(valuation.read_case('cases/worked_example.yaml'))\n"
        "print([name for name in sys.modules if name.startswith('scipy')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
