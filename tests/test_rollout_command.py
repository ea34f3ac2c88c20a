"""`make-the-case rollout`: what it prints, stopped in the middle and gone on with, and killed without warning."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from command import HAS_ERRORS, ROOT, WRONG_USAGE, printed, run, words_of
from patience import PATIENCE
from test_rollout import DRAWS, made, uncertain_data
from test_rollout_file import CSV, in_a_folder

from valuation.rollout.kept_blocks import KeptBlocks, kept_in
from valuation.rollout.rolling_out import roll_out


def many_places(folder: Path, count: int = 40) -> Path:
    rows = "".join(f"p{k},{100 + k},{1 + k % 2}\n" for k in range(count))
    return in_a_folder(folder, "id,eligible,wave\n" + rows)


def test_it_prints_the_whole_the_waves_and_every_place(tmp_path: Path) -> None:
    at = in_a_folder(tmp_path, CSV)
    told = words_of(printed(run("rollout", at, "--draws", DRAWS)))
    assert "A service would reach 300 people in 2 areas over 4 years." in told
    assert "The waves" in told and "People and money by year, in cash terms" in told
    assert "Who gains, by how deprived the area is" in told and "Ash" in told and "Birch" in told


def test_json_has_the_shape_of_the_contract(tmp_path: Path) -> None:
    told = json.loads(printed(run("rollout", in_a_folder(tmp_path, CSV), "--draws", DRAWS, "--json")))
    assert told["format"] == "make-the-case-rollout-result/1"
    assert told["years"] == ["2027-28", "2028-29", "2029-30", "2030-31"]
    assert set(told["total"]) >= {"npv", "chance", "cost", "people"} and len(told["total"]["people"]) == 4
    assert set(told["central"]) >= {"cost", "per_person"}
    assert [set(wave) >= {"wave", "places", "people", "npv"} for wave in told["waves"]] == [True, True]
    assert [place["id"] for place in told["places"]] == ["ash", "birch"]
    assert set(told) >= {"below_zero", "in_waves_with_stop", "all_at_once"}


def test_what_is_wrong_is_told_and_nothing_is_printed(tmp_path: Path) -> None:
    at = in_a_folder(tmp_path, CSV.replace("200", "0"))
    done = run("rollout", at)
    assert done.returncode == HAS_ERRORS and not done.stdout and b"this place has no people" in done.stderr
    assert run("rollout", at, "--draws", "1").returncode == WRONG_USAGE
    assert run("rollout", at, "--jobs", "0").returncode == WRONG_USAGE
    assert run("rollout", tmp_path / "none.yaml").returncode == HAS_ERRORS


EXAMPLE = ROOT / "cases" / "green_prescribing_roll_out.yml"


def test_the_example_says_first_that_it_is_made_up_and_then_what_waves_are_worth() -> None:
    told = words_of(printed(run("rollout", EXAMPLE, "--draws", 200)))
    title, _, rest = told.partition("The places are made up, and so is every number about them.")
    assert "(illustrative)" in title and "On average every area costs more than it is worth" in rest
    assert "In April 2029 it is decided whether the later waves go ahead" in rest


@pytest.mark.longer
def test_the_example_is_worth_nothing_all_at_once_and_something_in_waves_as_the_documents_say() -> None:
    told = json.loads(printed(run("rollout", EXAMPLE, "--json")))
    documented = (ROOT / "docs" / "rollout.md").read_text(encoding="utf-8").partition("## An example")[2]
    for amount in (told["in_waves_with_stop"], -told["all_at_once"], -told["waves"][0]["npv"]):
        assert f"£{amount / 1e6:,.0f} million" in documented
    assert len(told["places"]) == 42 and all(place["npv"] < 0 for place in told["places"])


# Stopped, killed, gone on with -------------------------------------------------------------------------------


class Stopped(Exception):
    pass


def test_stopped_in_the_middle_it_goes_on_from_there_with_the_same_digits(tmp_path: Path) -> None:
    rollout = made(uncertain_data())
    whole = roll_out(rollout, DRAWS).as_dict()

    def stop(places: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        roll_out(rollout, DRAWS, each=stop, keep=tmp_path)
    kept = kept_in(tmp_path, rollout, DRAWS, 1)
    assert [file.name for file in kept.folder.iterdir()] == ["block-00000.npz"]
    before = kept.place_of(0).stat().st_mtime_ns
    with pytest.raises(Stopped):
        roll_out(rollout, DRAWS, each=stop, keep=tmp_path)
    assert kept.place_of(0).stat().st_mtime_ns == before, "what is kept is not worked out again"
    assert roll_out(rollout, DRAWS, keep=tmp_path).as_dict() == whole
    assert not kept.folder.exists(), "when the whole is done nothing is kept"


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half a file", "half"])
def test_a_block_that_is_damaged_is_worked_out_again(tmp_path: Path, damage: bytes | str) -> None:
    rollout = made(uncertain_data())
    whole = roll_out(rollout, DRAWS).as_dict()

    def stop(places: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        roll_out(rollout, DRAWS, each=stop, keep=tmp_path)
    place = kept_in(tmp_path, rollout, DRAWS, 1).place_of(0)
    place.write_bytes(place.read_bytes()[:-500] if isinstance(damage, str) else damage)
    assert roll_out(rollout, DRAWS, keep=tmp_path).as_dict() == whole


def test_another_seed_place_or_case_begins_anew(tmp_path: Path) -> None:
    data = uncertain_data()
    folders = {kept_in(tmp_path, made(data), DRAWS, seed).folder for seed in (1, 2)}
    folders.add(kept_in(tmp_path, made(data), DRAWS + 1, 1).folder)
    data["places"][0]["eligible"] = 999
    folders.add(kept_in(tmp_path, made(data), DRAWS, 1).folder)
    data["case"]["options"][0]["costs"][0]["unit_cost"] = 9
    folders.add(kept_in(tmp_path, made(data), DRAWS, 1).folder)
    assert len(folders) == 5


def test_where_the_disk_takes_nothing_it_is_worked_out_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("no folder")
    rollout = made(uncertain_data())
    assert roll_out(rollout, DRAWS, keep=tmp_path / "a file").npv == roll_out(rollout, DRAWS).npv


def test_what_nobody_went_on_with_for_a_month_is_thrown_away(tmp_path: Path) -> None:
    old, young = tmp_path / "old", tmp_path / "young"
    for folder in (old, young):
        folder.mkdir()
    long_ago = time.time() - 40 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    kept = kept_in(tmp_path, made(uncertain_data()), DRAWS, 1)
    assert isinstance(kept, KeptBlocks) and young.exists() and not old.exists()


def command_in_a_process(at: Path, keep: Path, *words: str) -> subprocess.Popen[bytes]:
    asked = [
        sys.executable,
        str(ROOT / "make_the_case"),
        "rollout",
        str(at),
        "--keep",
        str(keep),
        "--json",
        *words,
    ]
    # What a shell runs in the background ignores an interrupt, and hands that on to all that it starts.
    return subprocess.Popen(
        asked,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def wait_for_a_block(keep: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not list(keep.glob("*/block-*.npz")):
        assert process.poll() is None and time.monotonic() < until, "nothing was kept before it ended"
        time.sleep(0.005)


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.longer)])
def test_killed_in_the_middle_and_asked_again_it_prints_the_same(tmp_path: Path, how: signal.Signals) -> None:
    at, keep = (
        many_places(tmp_path, 120),
        tmp_path / "kept",
    )  # so many that it is still at work when it is told to stop
    words = ("--draws", "10000", "--jobs", "2")
    process = command_in_a_process(at, keep, *words)
    wait_for_a_block(keep, process)
    process.send_signal(how)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 130)
    if how == signal.SIGINT:
        assert b"of 120 places are done and kept in" in told and b"Traceback" not in told
    kept = len(list(keep.glob("*/block-*.npz")))
    assert 0 < kept < 24
    copied = tmp_path / "copied"
    shutil.copytree(keep, copied)
    again = printed(run("rollout", at, "--keep", copied, "--json", "--draws", "10000", "--jobs", "1"))
    assert json.loads(again) == roll_out_afresh(at)


def roll_out_afresh(at: Path) -> object:
    from valuation.rollout.rollout_file import read_rollout

    return json.loads(json.dumps(roll_out(read_rollout(at), 10_000).as_dict()))
