"""The command line is run as a person runs it: its answers, its exit statuses, its messages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import CASE, HAS_ERRORS, ROOT, UPTAKE, WRONG_USAGE, printed, run, words_of
from finished_cases import case_at
from patience import PATIENCE

from make_the_case.words.papers.summary import five_lines
from valuation import answer, load_library, result, with_changes, with_scenario

# appraise ----------------------------------------------------------------------------------------------------


def test_appraise_as_json_is_the_engine_s_own_result():
    assert json.loads(printed(run("appraise", CASE, "--json"))) == result(case_at(CASE))


def test_appraise_as_json_has_every_key_of_the_contract():
    found = json.loads(printed(run("appraise", CASE, "--json")))
    assert {"format", "title", "commissioner", "price_year", "years", "options", "checks"} <= set(found)
    assert found["format"] == "make-the-case-result/1"
    option = found["options"]["peer_support"]
    stated = "verdict starts completers accounts benefit_classes beyond_horizon sroi bcr_public weighted_npv qalys wellbys nice"
    assert {*stated.split(), "lines", "parties", "financial_case"} <= set(option)
    account = "pv_costs pv_benefits npv bcr payback_years discounted_payback_years peak_funding"
    assert set(account.split()) <= set(option["accounts"]["society"])
    assert set(option["accounts"]) == {
        "commissioner",
        "public_cash",
        "public_sector",
        "health_and_care",
        "society",
    }
    line = "path side kind benefit_class cash party counted undiscounted pv"
    assert set(line.split()) <= set(option["lines"][0])


def test_appraise_prints_the_verdict_and_the_five_lines_before_any_table():
    answer_of_file = answer(case_at(CASE))
    text = words_of(printed(run("appraise", CASE)))
    for ident, option in answer_of_file.options.items():
        lines = [f"{k}. {line}" for k, line in enumerate(five_lines(answer_of_file, ident), start=1)]
        places = [text.find(words_of(words)) for words in (option.verdict.sentence, *lines)]
        assert -1 not in places
        assert places == sorted(places)
        assert places[-1] < text.find("Who pays and who gains", places[0])


def test_appraise_says_how_the_case_was_worked_out():
    found = result(case_at(CASE))
    text = printed(run("appraise", CASE))
    for words in (
        found["title"],
        "Green Book",
        "2026/27",
        found["check_code"],
        "NHS integrated care board (ICB)",
    ):
        assert words in text
    assert "An optimism bias adjustment is included" in words_of(text)


def test_a_case_may_come_from_standard_input():
    by_file = printed(run("appraise", CASE, "--json"))
    assert printed(run("appraise", "-", "--json", given=CASE.read_bytes())) == by_file


def test_set_replaces_numbers_as_the_engine_does():
    changes = {UPTAKE: 0.1, "unit_costs.ae_attendance": 300}
    words = [word for path, value in changes.items() for word in ("--set", f"{path}={value}")]
    found = json.loads(printed(run("appraise", CASE, "--json", *words)))
    assert found == result(with_changes(case_at(CASE), changes))
    assert found != result(case_at(CASE))


def test_set_takes_a_mapping_as_well_as_a_number():
    change = "{value: 0.1, range: [0.05, 0.2], reason: As in the pilot}"
    found = json.loads(printed(run("appraise", CASE, "--json", "--set", f"{UPTAKE}={change}")))
    assert (
        found["options"]
        == json.loads(printed(run("appraise", CASE, "--json", "--set", f"{UPTAKE}=0.1")))["options"]
    )


def test_a_scenario_is_used_and_set_is_laid_over_it():
    case = case_at(CASE)
    name = next(iter(case.shape.scenarios))
    assert json.loads(printed(run("appraise", CASE, "--json", "--scenario", name))) == result(
        with_scenario(case, name)
    )
    found = json.loads(
        printed(run("appraise", CASE, "--json", "--scenario", name, "--set", f"{UPTAKE}=0.11"))
    )
    assert found == result(with_changes(with_scenario(case, name), {UPTAKE: 0.11}))


def test_every_change_that_cannot_be_made_is_reported_in_one_go():
    done = run(
        "appraise",
        CASE,
        "--set",
        f"{UPTAKE}=1.4",
        "--set",
        "nonsense.x=1",
        "--set",
        "unit_costs.ae_attendance=-3",
    )
    assert done.returncode == HAS_ERRORS
    said = done.stderr.decode()
    assert UPTAKE in said and "nonsense" in said and "ae_attendance" in said
    assert done.stdout == b""


def test_a_change_that_cannot_be_read_is_wrong_usage_and_all_are_named():
    done = run("appraise", CASE, "--set", "uptake", "--set", f"{UPTAKE}=[", "--set", "=3")
    assert done.returncode == WRONG_USAGE
    assert done.stderr.decode().count("--set ") >= 3


def test_an_unknown_scenario_is_named_with_what_was_probably_meant():
    name = next(iter(case_at(CASE).shape.scenarios))
    done = run("appraise", CASE, "--scenario", name[:-1])
    assert done.returncode == HAS_ERRORS
    assert name in done.stderr.decode()


def test_library_numbers_that_moved_since_the_case_was_saved_are_said_and_the_new_taken(tmp_path):
    path = tmp_path / "saved.yaml"
    path.write_text(CASE.read_text("utf-8") + "\nsaved: {used: {unit_costs.ae_attendance: 1.5}}\n", "utf-8")
    done = run("appraise", path, "--json")
    now = load_library().get("unit_costs.ae_attendance").value
    assert f"unit_costs.ae_attendance: was 1.50, now {now:,.2f}" in done.stderr.decode()
    assert json.loads(printed(done))["options"] == result(case_at(CASE))["options"]


# Output anywhere ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [("appraise", CASE), ("library",), ("templates",), ("check", CASE), ("--help",)],
    ids=lambda w: str(w[0]),
)
def test_text_fits_80_columns_and_has_no_colour(words):
    done = run(*words, COLUMNS="200", FORCE_COLOR="1", PYTHON_COLORS="1")
    lines = (done.stdout + done.stderr).decode().splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert "\x1b" not in done.stdout.decode()


def test_long_names_are_folded_and_not_cut(tmp_path):
    name = "A very long name of a service " * 8
    path = tmp_path / "long.yaml"
    path.write_text(CASE.read_text("utf-8").replace("Peer-led self-management groups", name.strip()), "utf-8")
    text = printed(run("appraise", path))
    assert max(map(len, text.splitlines())) <= 80
    assert name.strip() in words_of(text)


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "en_GB.ISO-8859-1"])
def test_output_is_utf_8_whatever_the_locale(locale):
    settings = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    assert "£" in run("appraise", CASE, **settings).stdout.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently on Windows")
def test_a_reader_who_stops_reading_is_no_error():
    done = subprocess.run(
        f'"{sys.executable}" "{ROOT / "make_the_case"}" library --json | head -c 10',
        shell=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said_in_one_sentence():
    with open("/dev/full", "wb") as full:
        command = [sys.executable, str(ROOT / "make_the_case"), "appraise", str(CASE)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE)
    assert done.returncode == WRONG_USAGE
    assert done.stderr.decode().strip() == "The result cannot be written (no space left on device)."


@pytest.mark.skipif(os.name == "nt", reason="interrupts are sent differently on Windows")
def test_ctrl_c_stops_without_a_traceback():
    waiting = subprocess.Popen(
        [sys.executable, str(ROOT / "make_the_case"), "appraise", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A test run in the background has interrupts switched off, and would hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert waiting.stdin is not None
    waiting.stdin.write(b"#" * 1_000_000)  # more than a pipe holds: what is written whole is being read
    waiting.stdin.flush()
    waiting.send_signal(signal.SIGINT)
    _, said = waiting.communicate(timeout=PATIENCE)
    assert said.decode().strip() == "Stopped."
    assert waiting.returncode == 130


def test_appraise_imports_nothing_heavy():
    heavy = "('streamlit', 'scipy', 'pandas', 'plotly')"
    program = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from make_the_case import cli
assert cli.main(["appraise", {str(CASE)!r}]) == 0
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=PATIENCE)
    assert done.stderr.decode().strip() == "[]"


# check -------------------------------------------------------------------------------------------------------


def test_check_of_a_good_case_finds_no_errors_and_says_what_a_critical_friend_would():
    assert "No errors" in printed(run("check", CASE))
    found = json.loads(printed(run("check", CASE, "--json", "--strict")))
    assert found["errors"] == []
    assert {"ungraded_numbers", "costs_left_out"} <= {check["id"] for check in found["checks"]}
    assert all(check["remedy"] for check in found["checks"])
    assert not [check for check in found["checks"] if check["severity"] == "stop"]


def test_check_reports_every_error_with_its_line_and_ends_with_status_1(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        CASE.read_text("utf-8")
        .replace("uptake: {value: 0.12", "upatke: {value: 0.12")
        .replace("years: 5 ", "years: 500 "),
        "utf-8",
    )
    before = path.read_bytes()
    done = run("check", path, "--json")
    assert done.returncode == HAS_ERRORS
    errors = json.loads(done.stdout)["errors"]
    assert all(set(error) >= {"path", "line", "message", "found", "allowed"} for error in errors)
    places = {error["path"]: error for error in errors}
    assert places["appraisal.years"]["line"] == 8
    assert "uptake" in places["options.peer_support.people.upatke"]["message"]
    plainly = run("check", path)
    assert plainly.returncode == HAS_ERRORS
    assert "appraisal.years" in plainly.stdout.decode() and "upatke" in plainly.stdout.decode()
    assert path.read_bytes() == before


BROKEN = {
    "empty": b"",
    "not a mapping": b"- 1\n- 2\n",
    "not YAML": b"a: [1, 2\nb: }",
    "not UTF-8": b"title: \xff\xfe\xfa",
    "nothing but spaces": b"   \n",
    "duplicate keys": b"format: make-the-case/1\nformat: make-the-case/1\n",
    "an alias": b"a: &a [1]\nb: *a\n",
    "deep": b"a: " + b"[" * 5000,
    "a tag": b"a: !!python/object/apply:os.system ['true']\n",
    "from the future": b"format: make-the-case/9\n",
    "a bare number": b"3",
    "too large": b"# " + b"x" * 1_100_000,
    "a list of options that is text": b"format: make-the-case/1\ncommissioner: nhs_icb\nappraisal: 3\noptions: none\n",
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_case_gets_a_plain_message_and_status_1(tmp_path, name):
    path = tmp_path / "case.yaml"
    path.write_bytes(BROKEN[name])
    for done in (run("appraise", path), run("check", "-", given=BROKEN[name])):
        assert done.returncode == HAS_ERRORS
        assert b"problem" in done.stderr + done.stdout
    assert path.read_bytes() == BROKEN[name]
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_nothing_is_exported_of_a_broken_case(tmp_path):
    done = run("export", "-", "-o", tmp_path / "out", given=BROKEN["not a mapping"])
    assert done.returncode == HAS_ERRORS
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_folder_are_said_plainly(tmp_path):
    for place in (tmp_path, tmp_path / "nothing.yaml"):
        done = run("appraise", place)
        assert done.returncode == HAS_ERRORS
        assert place.name in done.stderr.decode().replace("\n", "").replace(" ", "")


# Wrong usage -------------------------------------------------------------------------------------------------


WRONG = [
    ("unknown",), ("appraise",), ("appraise", CASE, "--sets", "a=1"), ("new",), ("new", "no_such_template"), ("app", "--port", "x"),
    ("app", "--port", "99999999"), ("export", CASE, "--to", ""), ("export", CASE, "--to", "json,parquet"),
    ("export", CASE, "--to", "html", "--audience", "everybody"),
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(str(w) for w in words if w != CASE))
def test_wrong_usage_is_one_plain_message_and_status_2(tmp_path, words):
    extra = ("-o", tmp_path / "out") if words[0] == "export" else ()
    done = run(*words, *extra)
    assert done.returncode == WRONG_USAGE
    assert done.stdout == b"" and done.stderr.strip()
    assert not (tmp_path / "out").exists()
