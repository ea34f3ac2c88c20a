"""What bad input gets: one plain message for each thing wrong, with its line and path; never a traceback."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from valuation import CaseError, parse_case, read_case, with_changes, with_scenario, write_case
from valuation.case.file import write_atomically

GOOD = (Path(__file__).parent / "cases" / "every_section.yaml").read_text(encoding="utf-8")
PEER = "options.peer_support"


INDENTED = """\
format: make-the-case/1  # as a text editor set it
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 3, price_year: 2026-27, discounting: green_book}
options:
  # the only option
  - id: one
    name: "Quoted: kept"
    costs:
      - {id: post, per: year, unit_cost: 1000, payer: nhs_icb}
"""


def refused(text: str | bytes) -> CaseError:
    with pytest.raises(CaseError) as caught:
        parse_case(text, "case.yaml")
    return caught.value


def changed(*pairs: tuple[str, str]) -> str:
    """The good case with some text replaced, each exactly where it stands."""
    text = GOOD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_the_good_case_is_good() -> None:
    assert parse_case(GOOD).shape.title == "Peer support for people living with COPD in Northshire"


UNREADABLE = {
    "an empty file": ("", "empty"),
    "a comment alone": ("# nothing yet\n", "empty"),
    "text that is not YAML": ("a: [1, 2\nb: }", "not valid YAML"),
    "a list": ("- 1\n- 2", "should be a mapping"),
    "a word": ("hello", "should be a mapping"),
    "over 1 MB": ('a: "' + "x" * 1_100_000 + '"', "too large"),
    "500 lists deep": ("a: " + "[" * 500 + "]" * 500, "nested more deeply"),
    "5,000 mappings deep": ("a: " + "{a: " * 5000 + "1" + "}" * 5000, "nested more deeply"),
    "an alias": ("a: &x [1]\nb: *x\n", "aliases"),
    "many aliases": ("a: &a [1,1]\n" + "".join(f"b{k}: &b{k} [*a, *a]\n" for k in range(50)), "aliases"),
    "UTF-16": ("format: make-the-case/1".encode("utf-16"), "not UTF-8"),
    "Latin-1": ("title: café".encode("latin-1"), "not UTF-8"),
    "a NUL": (b"title: a\x00b", "not valid YAML"),
    "a Python tag": ("!!python/object/apply:os.system ['true']", "no tags of other programs"),
    "a key twice": ("title: a\ntitle: b\n", "given twice"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_gets_one_plain_sentence(name: str) -> None:
    text, phrase = UNREADABLE[name]
    problems = refused(text).problems
    assert len(problems) == 1
    assert phrase in problems[0].message
    assert "Traceback" not in problems[0].sentence()


# name: (replacements, path, part of the message, part of what is allowed or meant)
WRONG: dict[str, tuple[list[tuple[str, str]], str, str, str]] = {
    "a misspelt key": (
        [("drop_off: 0.25", "drop_of: 0.25")],
        f"{PEER}.outcomes.ae.drop_of",
        "Probably meant: drop_off",
        "deadweight",
    ),
    "a comma in text without quotes": (
        [("source: Practice registers", "source: Practice registers, May")],
        f"{PEER}.people.eligible.May",
        "not a key",
        "value",
    ),
    "a longer text with a comma": (
        [("source: Practice registers", "source: Practice registers, as of May")],
        f"{PEER}.people.eligible.as of May",
        "needs quotes",
        "value",
    ),
    "a key of another driver": (
        [("per: start, quantity", "per: start, starts_per_fte: 3, quantity")],
        f"{PEER}.costs.peer_time.starts_per_fte",
        "does nothing for a cost per start",
        "fte",
    ),
    "a word for a number": ([("years: 5 ", "years: five ")], "appraisal.years", "whole number", "whole number"),
    "a percentage": (
        [("value: 0.72, range", "value: 72%, range")],
        f"{PEER}.people.completion.value",
        "Probably meant: 0.72",
        "number",
    ),
    "a quoted amount": ([("value: 18000", 'value: "£18,000"')], f"{PEER}.replaces.old_clinic.unit_cost.value", "18000", "number"),
    "yes for true": ([("cash: false", "cash: no")], f"{PEER}.costs.peer_time.cash", "Probably meant: false", "true or false"),
    "not a number": ([("value: 0.72", "value: .nan")], f"{PEER}.people.completion.value", "finite", "not .nan"),
    "infinity": ([("value: 18000", "value: .inf")], f"{PEER}.replaces.old_clinic.unit_cost.value", "finite", "not .nan"),
    "negative money": ([("value: 18000", "value: -18000")], f"{PEER}.replaces.old_clinic.unit_cost", "-18000", "0 or more"),
    "a share above 1": (
        [("value: 0.12, range: [0.08, 0.18], grade: 3", "value: 12")],
        f"{PEER}.people.uptake",
        "If 12% is meant, write 0.12",
        "0 to 1",
    ),
    "a low above its high": ([("[0.08, 0.18]", "[0.18, 0.08]")], f"{PEER}.people.uptake", "low end", "lower number first"),
    "a value outside its range": (
        [("value: 0.12, range", "value: 0.2, range")],
        f"{PEER}.people.uptake",
        "outside its own range",
        "0.2",
    ),
    "a range of three": ([("[0.08, 0.18]", "[0.08, 0.1, 0.18]")], f"{PEER}.people.uptake.range", "", "two numbers"),
    "an infeasible beta": (
        [("value: 0.72, range: [0.60, 0.82]", "value: 0.98, range: [0, 1]")],
        f"{PEER}.people.completion",
        "no beta distribution",
        "fit",
    ),
    "a gamma at nothing": (
        [("lasts: {value: 1.5, range: [0.5, 3]", "lasts: {value: 0, range: [0, 3]")],
        f"{PEER}.outcomes.ae.lasts",
        "gamma",
        "fit",
    ),
    "a grade of 7": ([("grade: 3}\n    ramp", "grade: 7}\n    ramp")], f"{PEER}.people.uptake.grade", "outside", "1 (best)"),
    "an unknown use": (
        [("staff.afc_band_5", "staff.afc_band5")],
        f"{PEER}.costs.coordinator.unit_cost.use",
        "Probably meant: staff.afc_band_5",
        "library",
    ),
    "a use that leads back": (
        [("assumptions: {ae_rate", "assumptions: {a: {use: b}, b: {use: a}, ae_rate"), ("of: {use: ae_rate}", "of: {use: a}")],
        f"{PEER}.outcomes.ae.of.use",
        "leads back to itself",
        "assumptions",
    ),
    "an unknown payer": (
        [("payer: volunteers", "payer: volunters")],
        f"{PEER}.costs.peer_time.payer",
        "Probably meant: volunteers",
        "participants",
    ),
    "a fiscal value to people": (
        [("to: acute_trust", "to: participants")],
        f"{PEER}.outcomes.ae.values.0.to",
        "public payer",
        "acute_trust",
    ),
    "an unknown schedule": ([("green_book ", "greenbook ")], "appraisal.discounting", "Probably meant: green_book", "nice"),
    "an unknown driver": ([("per: start,", "per: starts,")], f"{PEER}.costs.peer_time.per", "Probably meant: start", "trainee"),
    "two entries of one id": ([("id: overheads", "id: coordinator")], f"{PEER}.costs.1.id", "two entries", "its own"),
    "an id that is not one": ([("id: peer_time", "id: Peer-Time")], f"{PEER}.costs.Peer-Time.id", "small letters", "40"),
    "an id of 41 letters": ([("id: peer_time", "id: " + "a" * 41)], f"{PEER}.costs.{'a' * 41}.id", "too long", "40"),
    "segments that do not add up": ([("share: 0.3,", "share: 0.4,")], f"{PEER}.people.segments", "add up to 1.1", "add up to 1"),
    "payers that do not add up": (
        [("local_authority: 0.2", "local_authority: 0.3")],
        f"{PEER}.costs.coordinator.payer",
        "add up to 1.1",
        "add up to 1",
    ),
    "nobody in the segments": (
        [("uptake_multiplier: 0.8", "uptake_multiplier: 0"), ("share: 0.7}", "share: 0.7, uptake_multiplier: 0}")],
        f"{PEER}.people.segments",
        "no one takes part",
        "above 0",
    ),
    "no pool": ([("    pool: standing                    # standing | each_year\n", "")], f"{PEER}.people.pool", "chosen", "each_year"),
    "no applies_to": (
        [("    applies_to: completers            # starters", "    #")],
        f"{PEER}.outcomes.ae.applies_to",
        "chosen",
        "starters",
    ),
    "a falling ramp": ([("[0.2, 0.6, 1.0]", "[0.2, 0.6, 0.5]")], f"{PEER}.people.ramp.2", "cannot fall", "0.6 or more"),
    "two effects": ([("    reduces: {value", "    adds: 1\n    reduces: {value")], f"{PEER}.outcomes.ae", "this has two", "reduces with of"),
    "an effect without its base": ([("    of: {use: ae_rate}\n", "")], f"{PEER}.outcomes.ae.of", "needs `of`", "rate"),
    "until before from": ([("from: 2027-28,", "from: 2028-29, until: 2027-28,")], f"{PEER}.replaces.old_clinic.until", "before", "later"),
    "a year before the case": ([("from: 2027-28,", "from: 2020-21,")], f"{PEER}.replaces.old_clinic.from", "before the first", "index"),
    "a calendar year": ([("from: 2027-28,", "from: 2027,")], f"{PEER}.replaces.old_clinic.from", "calendar year", "2027-28"),
    "a horizon of 0": ([("years: 5 ", "years: 0 ")], "appraisal.years", "outside", "1 to 60"),
    "a horizon of 500": ([("years: 5 ", "years: 500 ")], "appraisal.years", "outside", "1 to 60"),
    "a price year outside the table": ([("price_year: 2026-27", "price_year: 1999-00")], "appraisal.price_year", "deflators", "2010-11"),
    "a price year with a slash": ([("price_year: 2026-27", "price_year: 2026/27")], "appraisal.price_year", "Probably meant: 2026-27", "2010-11"),
    "VAT in kind": ([("cash: false}", "cash: false, vat: 0.2}")], f"{PEER}.costs.peer_time.vat", "no VAT", "cash: true"),
    "a transfer to nobody": ([("cash: false}", "transfer: true}")], f"{PEER}.costs.peer_time.to", "needs `to`", "payer"),
    "a transfer with optimism": (
        [("cash: false}", "transfer: true, to: carers, optimism_bias: 0.1}")],
        f"{PEER}.costs.peer_time.optimism_bias",
        "no optimism bias",
        "no optimism_bias",
    ),
    "a cost that is cashable": ([("cash: false}", "cashable: 1}")], f"{PEER}.costs.peer_time.cashable", "goes with values", "no cashable"),
    "a share of an unknown cost": ([("of: [coordinator]", "of: [cordinator]")], f"{PEER}.costs.overheads.of", "Probably meant: coordinator", "coordinator"),
    "an unknown preferred option": ([("preferred: peer_support", "preferred: peer_suport")], "preferred", "Probably meant: peer_support", "peer_support"),
    "a format from the future": ([("make-the-case/1", "make-the-case/3")], "format", "later version", "make-the-case/1"),
    "another format": ([("make-the-case/1", "make-teh-case/1")], "format", "Probably meant: make-the-case/1", "make-the-case/1"),
    "a scenario at no path": (
        [("people.uptake: {value: 0.08", "people.uptak: {value: 0.08")],
        f"scenarios.slow_start.changes.{PEER}.people.uptak",
        "Probably meant: uptake",
        "uptake",
    ),
    "a scenario out of bounds": (
        [("people.uptake: {value: 0.08", "people.uptake: {value: 8")],
        f"scenarios.slow_start.changes.{PEER}.people.uptake",
        "8 is outside",
        "0 to 1",
    ),
    "a correlation of 3": ([("completion, 0.3]", "completion, 3]")], "correlations.0", "from -1 to 1", "-1 to 1"),
    "a list for a payer": ([("payer: volunteers", "payer: [volunteers]")], f"{PEER}.costs.peer_time.payer", "text", "text"),
    "options that are a mapping": ([("options:\n- id: peer_support\n", "options:\n  id: peer_support\n")], "options", "list", "list"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_each_thing_wrong_is_named_with_its_line_and_what_is_allowed(name: str) -> None:
    replacements, path, phrase, allowed = WRONG[name]
    problems = refused(changed(*replacements)).problems
    matching = [p for p in problems if p.path == path]
    assert matching, [p.sentence() for p in problems]
    assert any(phrase in p.message for p in matching), [p.message for p in matching]
    assert any(allowed in p.allowed for p in matching), [p.allowed for p in matching]
    assert all(p.found and p.line for p in matching), matching


def test_the_line_is_that_of_the_file() -> None:
    text = changed(("value: 18000", "value: -18000"))
    line = next(k for k, row in enumerate(text.splitlines(), 1) if "-18000" in row)
    assert refused(text).problems[0].line == line


def test_all_problems_are_reported_together_and_in_order() -> None:
    several = [
        "a misspelt key",
        "negative money",
        "a low above its high",
        "an unknown payer",
        "a horizon of 0",
        "a falling ramp",
    ]
    problems = refused(changed(*(pair for name in several for pair in WRONG[name][0]))).problems
    assert {WRONG[name][1] for name in several} <= {p.path for p in problems}
    assert [p.line for p in problems] == sorted(p.line or 0 for p in problems)


def test_a_file_on_disk_is_untouched_by_a_failed_reading(tmp_path: Path) -> None:
    place = tmp_path / "case.yaml"
    place.write_text(changed(("years: 5 ", "years: 0 ")), encoding="utf-8")
    before = place.read_bytes(), place.stat().st_mtime_ns
    with pytest.raises(CaseError):
        read_case(place)
    assert (place.read_bytes(), place.stat().st_mtime_ns) == before


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path: Path) -> None:
    for place, phrase in ((tmp_path / "none.yaml", "cannot be read"), (tmp_path, "folder")):
        with pytest.raises(CaseError, match=phrase):
            read_case(place)


@pytest.mark.parametrize("text", [GOOD, INDENTED], ids=["dashes below the key", "dashes set in"])
def test_reading_and_writing_keeps_comments_order_and_indents(text: str, tmp_path: Path) -> None:
    place = tmp_path / "case.yaml"
    place.write_text(text, encoding="utf-8")
    write_case(read_case(place), place)
    again = place.read_text(encoding="utf-8")

    def without_wrapping(rows: str) -> list[str]:
        return rows.replace(",\n     ", ", ").splitlines()

    assert without_wrapping(again) == without_wrapping(text)


def test_a_full_disk_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "case.yaml"
    place.write_text("old", encoding="utf-8")
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal = pytest.importorskip("signal")
    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError):
            write_atomically(place, "x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, was)
    assert place.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_read_only_folder_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "case.yaml"
    place.write_text("old", encoding="utf-8")
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        if os.access(tmp_path, os.W_OK):  # root may write anywhere but here
            place = Path("/proc/version")
        before = place.read_bytes()
        with pytest.raises(OSError):
            write_atomically(place, "new")
        assert place.read_bytes() == before
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_change_at_a_wrong_path_is_refused_by_name_and_all_at_once() -> None:
    case = parse_case(GOOD)
    with pytest.raises(CaseError) as caught:
        with_changes(
            case,
            {
                "options.peer_suport.people.uptake": 0.1,
                "unit_costs.ae_attendence": 3,
                f"{PEER}.people.uptake": "x",
            },
        )
    paths = [p.path for p in caught.value.problems]
    assert "options.peer_suport.people.uptake" in paths
    assert "unit_costs.ae_attendence" in paths


def test_an_unknown_scenario_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CaseError) as caught:
        with_scenario(parse_case(GOOD), "slow_strat")
    assert "Probably meant: slow_start" in caught.value.problems[0].message
