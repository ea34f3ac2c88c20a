"""The commands that write, list and find: templates, new, library, export, version."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

from command import CASE, ROOT, TEMPLATE, WRONG_USAGE, printed, run, words_of
from patience import PATIENCE

from valuation import load_library, read_case, result


def test_templates_are_listed_with_their_evidence():
    rows = json.loads(printed(run("templates", "--json")))
    assert TEMPLATE in [row["id"] for row in rows]
    for row in rows:
        assert {"id", "name", "initiative", "evidence", "claims", "enabler"} <= set(row)
        assert row["name"] and row["evidence"] and isinstance(row["enabler"], bool)
    text = printed(run("templates"))
    assert all(row["id"] in text for row in rows)


def test_new_writes_a_case_that_is_valid_as_it_stands(tmp_path):
    path = tmp_path / "ours.yaml"
    assert str(path) in printed(run("new", TEMPLATE, "-o", path)).replace("\n", "")
    assert json.loads(printed(run("check", path, "--json")))["errors"] == []
    found = json.loads(printed(run("appraise", path, "--json")))
    assert list(found["options"]) and found["years"][0] == "2026-27" and len(found["years"]) == 5
    assert path.read_text("utf-8").count("# ") >= 5


def test_new_keeps_an_existing_file_unless_forced(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text("mine", "utf-8")
    done = run("new", TEMPLATE, "-o", path)
    assert done.returncode == WRONG_USAGE
    assert path.read_text("utf-8") == "mine"
    printed(run("new", TEMPLATE, "-o", path, "--force"))
    assert read_case(path)


def test_new_names_the_file_after_the_template_and_prints_where(tmp_path):
    command = [sys.executable, str(ROOT / "make_the_case"), "new", TEMPLATE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=PATIENCE)
    assert f"{TEMPLATE}.yaml" in done.stdout.decode()
    assert read_case(tmp_path / f"{TEMPLATE}.yaml")


def test_new_of_several_templates_makes_an_option_of_each_with_ids_of_their_own(tmp_path):
    path = tmp_path / "two.yaml"
    printed(run("new", TEMPLATE, TEMPLATE, "-o", path))
    case = read_case(path)
    assert len(case.shape.options) == 2
    assert case.shape.preferred == case.shape.options[0].id
    found = result(case)["options"]
    first, second = found.values()
    assert first["accounts"] == second["accounts"]


def test_an_unknown_template_is_answered_with_what_was_probably_meant(tmp_path):
    done = run("new", TEMPLATE[:-1], "-o", tmp_path / "x.yaml")
    assert TEMPLATE in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_library_finds_entries_by_all_the_words_with_their_source():
    rows = json.loads(printed(run("library", "ambulance", "convey", "--json")))
    assert "unit_costs.ambulance_see_convey" in [row["id"] for row in rows]
    assert all(row["source"]["title"] and row["source"]["licence"] and "value" in row for row in rows)
    assert "unit_costs.ambulance_see_convey" in printed(run("library", "ambulance", "convey"))
    everything = json.loads(printed(run("library", "--json")))
    assert [row["id"] for row in everything] == load_library().ids()


def test_library_says_so_where_nothing_is_found():
    done = run("library", "zebra", "--json")
    assert json.loads(printed(done)) == []
    assert "zebra" in done.stderr.decode()


def test_export_writes_the_result_and_the_tables_in_a_folder_that_it_makes(tmp_path):
    folder = tmp_path / "a" / "b"
    printed(run("export", CASE, "--to", "json,csv", "-o", folder))
    written, found = json.loads((folder / "result.json").read_text("utf-8")), result(read_case(CASE))
    printed_by_papers = written.pop("printed")
    assert written == found
    assert {option: said["verdict"] for option, said in printed_by_papers.items()} == {
        option: one["verdict"]["sentence"] for option, one in found["options"].items()
    }
    assert "results.csv" in zipfile.ZipFile(folder / "tables.zip").namelist()
    assert sorted(item.name for item in folder.iterdir()) == ["result.json", "tables.zip"]


def test_export_writes_only_what_is_asked_for(tmp_path):
    printed(run("export", CASE, "--to", "json", "-o", tmp_path))
    assert [item.name for item in tmp_path.iterdir()] == ["result.json"]


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left_behind(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("a file, not a folder", "utf-8")
    for done in (run("export", CASE, "-o", taken), run("new", TEMPLATE, "-o", taken / "case.yaml")):
        assert done.returncode == WRONG_USAGE
        assert "cannot be written" in words_of(done.stderr.decode())
    assert [item.name for item in tmp_path.iterdir()] == ["taken"]
    assert taken.read_text("utf-8") == "a file, not a folder"


def test_version_names_the_program_the_model_and_the_library():
    text = printed(run("--version"))
    assert text.startswith("make-the-case ") and ", model " in text and load_library().version in text


def test_a_port_that_is_taken_is_said_in_one_sentence():
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("app", "--headless", "--port", port)
    assert done.returncode == WRONG_USAGE
    assert f"Port {port} cannot be used" in done.stderr.decode()
