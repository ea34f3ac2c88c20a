"""`make-the-case sensitivity` is run as a person runs it: its keys, its seed, its words, and what it refuses."""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path
from typing import Any

import pytest
from command import CASE, DONE, HAS_ERRORS, ROOT, TEMPLATE, WRONG_USAGE, printed, run, words_of
from finished_cases import case_at

from make_the_case.cli import main
from valuation import ACCOUNTS, appraise, compile_case
from valuation.sensitivity.monte_carlo import simulate, summary
from valuation.sensitivity.one_way import one_way
from valuation.sensitivity.switching import switching_values

WORKED = ROOT / "cases" / "worked_example.yaml"
NAMES = {account.name for account in ACCOUNTS}
FEW = ("--draws", "300")


def answer(*words: object, case: object = WORKED) -> Any:
    return json.loads(printed(run("sensitivity", case, "--json", *words)))


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the same command within this process, for questions that are many: (status, standard output, error)."""

    def asked(*words: object) -> tuple[int, str, str]:
        status = main([*map(str, words)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return asked


@pytest.fixture(scope="module")
def found() -> Any:
    """The answer for the worked example, with few draws."""
    return answer(*FEW)


# What it prints ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [WORKED, CASE, ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"],
    ids=lambda p: p.stem,
)
def test_as_json_it_has_every_key_of_the_contract_for_every_option(case: Path) -> None:
    found = answer(*FEW, case=case)
    assert {"chance_best", "evpi", "evppi", "account"} <= set(found)
    options = {option.id for option in case_at(case).shape.options}
    assert set(found["options"]) == options
    assert set(found["chance_best"]) == options | {"business_as_usual"}
    assert found["evppi"] and all({"path", "value"} <= set(row) for row in found["evppi"])
    for option in found["options"].values():
        assert option["one_way"] and option["switching"]
        assert all(
            {"path", "low", "high", "at_low", "at_high", "swing"} <= set(row) for row in option["one_way"]
        )
        assert all({"path", "base", "value"} <= set(row) for row in option["switching"])
        simulated = option["monte_carlo"]
        assert (simulated["draws"], simulated["seed"]) == (300, 1)
        assert set(simulated["accounts"]) == NAMES
        for account in simulated["accounts"].values():
            assert {"mean", "se", "interval_80", "interval_95", "chance_positive"} <= set(account)


def test_its_figures_are_those_of_the_engine(found: Any) -> None:
    model = compile_case(case_at(WORKED))
    option = found["options"]["walking_group"]
    swings = one_way(model)["walking_group"]
    assert [(row["path"], row["at_low"], row["swing"]) for row in option["one_way"]] == [
        (swing.path, swing.at_low, swing.swing) for swing in swings
    ]
    switches = switching_values(model)["walking_group"]
    assert [(row["path"], row["value"]) for row in option["switching"]] == [
        (s.path, s.value) for s in switches
    ]
    simulation = simulate(model, 300)
    for name, account in option["monte_carlo"]["accounts"].items():
        expected = summary(simulation["walking_group"].accounts[name].npv)
        assert account["mean"] == pytest.approx(expected.mean, rel=1e-12)
        assert account["interval_80"] == pytest.approx(expected.interval_80, rel=1e-12)


def test_its_first_set_is_the_base_case(found: Any) -> None:
    base = found["scenarios"][0]
    measured = appraise(compile_case(case_at(WORKED)))["walking_group"]
    assert base["id"] == "base"
    npv = {name: float(account.npv[0]) for name, account in measured.accounts.items()}
    assert base["options"]["walking_group"]["npv"] == pytest.approx(npv)
    assert base["options"]["walking_group"]["verdict"]["number"] == 3


def test_what_nobody_asks_for_is_10_000_draws_of_seed_1_for_society_s_net_value() -> None:
    found = answer()
    assert (found["draws"], found["seed"], found["method"]) == (10_000, 1, "lhs")
    assert (found["account"], found["measure"]) == ("society", "npv")


def test_the_same_seed_prints_the_same_and_another_seed_something_else(ask: Any) -> None:
    first, again, other = (
        printed(run("sensitivity", WORKED, *FEW, "--json", "--seed", s)) for s in (7, 7, 8)
    )
    assert first == again
    a, b = (json.loads(text)["options"]["walking_group"]["monte_carlo"] for text in (first, other))
    assert a["accounts"]["society"]["mean"] != b["accounts"]["society"]["mean"]
    words = [printed(run("sensitivity", WORKED, *FEW, "--seed", 7)) for _ in range(2)]
    assert words[0] == words[1]


def test_each_way_of_sampling_is_told_and_gives_other_draws(ask: Any) -> None:
    means = {}
    for method in ("lhs", "plain", "sobol"):
        status, text, _ = ask("sensitivity", WORKED, *FEW, "--json", "--sampling", method)
        assert status == DONE
        found = json.loads(text)
        assert found["method"] == method
        means[method] = found["options"]["walking_group"]["monte_carlo"]["accounts"]["society"]["mean"]
    assert len(set(means.values())) == 3


@pytest.mark.parametrize("account", sorted(NAMES))
def test_any_account_may_be_asked_for(account: str, ask: Any) -> None:
    status, text, _ = ask("sensitivity", WORKED, *FEW, "--json", "--account", account)
    found = json.loads(text)
    assert (status, found["account"]) == (DONE, account)
    swings = one_way(compile_case(case_at(WORKED)), account)["walking_group"]
    assert [row["at_high"] for row in found["options"]["walking_group"]["one_way"]] == [
        s.at_high for s in swings
    ]
    chance = found["options"]["walking_group"]["monte_carlo"]["accounts"][account]["chance_positive"]
    assert found["chance_best"]["walking_group"] == pytest.approx(
        chance, abs=1e-9
    )  # against business as usual alone


MEASURES = (
    "npv",
    "pv_costs",
    "pv_benefits",
    "bcr",
    "payback_years",
    "discounted_payback_years",
    "peak_funding",
)


@pytest.mark.parametrize("measure", MEASURES)
def test_any_measure_may_be_asked_for_even_where_it_is_never_defined(measure: str, ask: Any) -> None:
    # The worked example never pays its commissioner back: every payback is undefined, and stands as null.
    asked = ("sensitivity", WORKED, *FEW, "--account", "commissioner", "--measure", measure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        status, text, _ = ask(*asked, "--json")
        in_words = ask(*asked)
    found = json.loads(text)
    assert (status, found["measure"]) == (DONE, measure)
    assert in_words[0] == DONE and in_words[1] and in_words[2] == ""
    option = found["options"]["walking_group"]
    account = option["monte_carlo"]["accounts"]["commissioner"]
    if "payback" in measure:
        assert account["mean"] is None and account["undefined"] == 1
        assert option["expectation"]["expected"] is None and option["expectation"]["central"] is None
        assert {row["at_low"] for row in option["one_way"]} == {None}
    else:
        base = getattr(
            appraise(compile_case(case_at(WORKED)))["walking_group"].accounts["commissioner"], measure
        )
        assert option["expectation"]["central"] == pytest.approx(float(base[0]))


def test_the_json_holds_no_number_that_json_does_not_know(found: Any) -> None:
    def walk(item: Any) -> None:
        if isinstance(item, dict):
            for each in item.values():
                walk(each)
        elif isinstance(item, list):
            for each in item:
                walk(each)
        elif isinstance(item, float):
            assert math.isfinite(item)

    walk(found)


@pytest.mark.parametrize("case", sorted((ROOT / "cases").glob("*.yaml")), ids=lambda path: path.stem)
def test_its_words_fit_80_columns_and_nothing_else_is_said(case: Path) -> None:
    done = run("sensitivity", case, *FEW)
    lines = printed(done).splitlines()
    assert len(lines) > 30
    assert [line for line in lines if len(line) > 80] == []
    assert done.stderr == b""  # no progress where nobody looks on


def test_its_words_say_how_likely_and_why_with_figures_of_the_same_run(found: Any) -> None:
    text = words_of(printed(run("sensitivity", WORKED, *FEW)))
    for words in (
        "What matters most",
        "What would have to be true",
        "Scenarios side by side",
        "There were 300 simulation runs",
    ):
        assert words in text
    mean = found["options"]["walking_group"]["monte_carlo"]["accounts"]["commissioner"]["mean"]
    assert f"−{-mean:,.0f}" in text


@pytest.mark.parametrize("draws", [1, 2, 99, 10_001])
def test_few_draws_and_odd_ones_are_answered(draws: int, ask: Any) -> None:
    status, text, said = ask("sensitivity", WORKED, "--json", "--draws", draws)
    assert (status, said) == (DONE, "")
    assert json.loads(text)["options"]["walking_group"]["monte_carlo"]["draws"] == draws
    assert ask("sensitivity", WORKED, "--draws", draws)[0] == DONE


CERTAIN = """
format: make-the-case/1
title: Nothing is uncertain
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 2, price_year: 2026-27, discounting: {standard: 0.0, health: 0.0}}
options:
- id: it
  people: {planned_starts: [{value: 10, grade: 1}]}
  costs: [{id: run, per: once, unit_cost: {value: 100, grade: 1}, payer: nhs_icb}]
"""


def test_a_case_in_which_nothing_is_uncertain_is_answered_and_said_to_be_so() -> None:
    # Its discount rates are bare numbers, of which ±50% of nothing is nothing.
    given = CERTAIN.encode()
    found = json.loads(printed(run("sensitivity", "-", *FEW, "--json", given=given)))
    assert found["uncertain"] == 0
    option = found["options"]["it"]
    assert option["one_way"] == [] and found["evppi"] == [] and found["evpi"] == 0
    assert option["monte_carlo"]["accounts"]["society"]["mean"] == pytest.approx(-100)
    text = words_of(printed(run("sensitivity", "-", *FEW, given=given)))
    assert "uncertain" in text


def test_a_new_case_from_a_template_can_be_tried_at_once() -> None:
    text = printed(run("new", TEMPLATE, "-o", "-"))
    found = json.loads(printed(run("sensitivity", "-", *FEW, "--json", given=text.encode())))
    assert found["uncertain"] > 10


# What it refuses --------------------------------------------------------------------------------------------------

WRONG = [
    (("--draws", "0"), "from 1 to 1,000,000 draws, and 0 were asked for"),
    (("--draws", "-5"), "from 1 to 1,000,000 draws, and -5 were asked for"),
    (("--draws", "10000000"), "from 1 to 1,000,000 draws, and 10,000,000 were asked for"),
    (("--draws", "many"), "'many' is not a whole number"),
    (("--draws", "1e3"), "'1e3' is not a whole number"),
    (("--draws", "nan"), "'nan' is not a whole number"),
    (("--seed", "x"), "'x' is not a whole number"),
    (("--seed", "-1"), "-1 is not"),
    (("--seed", "9" * 40), "is not"),
    (("--account", "societ"), "No account is called societ. Probably meant: society."),
    (("--account", "nhs"), "No account is called nhs."),
    (("--measure", "nvp"), "No measure is called nvp. Probably meant: npv."),
    (("--measure", ""), "No measure is called"),
    (("--sampling", "sobel"), "No way of sampling is called sobel. Probably meant: sobol."),
    (("--drawz", "5"), "--drawz"),
]


@pytest.mark.parametrize(("asked", "said"), WRONG, ids=[" ".join(asked) for asked, _ in WRONG])
def test_what_cannot_be_asked_is_refused_in_words_with_status_2_and_prints_nothing(
    asked: tuple[str, str], said: str, ask: Any
) -> None:
    for json_too in ((), ("--json",)):
        status, out, said_of_it = ask("sensitivity", WORKED, *asked, *json_too)
        assert (status, out) == (WRONG_USAGE, "")
        assert said in words_of(said_of_it)
        assert all(len(line) <= 80 for line in said_of_it.splitlines())


def test_a_refusal_is_the_same_in_a_process_of_its_own() -> None:
    done = run("sensitivity", WORKED, "--draws", "many")
    assert (done.returncode, done.stdout) == (WRONG_USAGE, b"")
    assert "'many' is not a whole number" in words_of(done.stderr.decode())


def test_a_case_is_needed() -> None:
    done = run("sensitivity")
    assert (done.returncode, done.stdout) == (WRONG_USAGE, b"")
    assert "CASE" in done.stderr.decode()


@pytest.mark.parametrize("json_too", [(), ("--json",)], ids=["words", "json"])
def test_a_case_with_errors_is_not_tried_and_each_error_is_named(json_too: tuple[str, ...]) -> None:
    broken = CERTAIN.replace("payer: nhs_icb", "payer: nhs_icbs").replace("value: 10,", "value: -10,")
    done = run("sensitivity", "-", *json_too, given=broken.encode())
    assert (done.returncode, done.stdout) == (HAS_ERRORS, b"")
    said = done.stderr.decode()
    assert "options.it.costs.run.payer" in said and "options.it.people.planned_starts.0" in said
    assert "Probably meant: nhs_icb" in words_of(said)


def test_a_file_that_is_not_there_is_refused() -> None:
    done = run("sensitivity", ROOT / "cases" / "no_such_case.yaml")
    assert done.returncode in (HAS_ERRORS, WRONG_USAGE)
    assert done.stdout == b"" and "no_such_case.yaml" in done.stderr.decode()


def test_correlations_that_contradict_each_other_are_an_error_of_the_case() -> None:
    a, b, c = (
        "options.it.people.planned_starts.0",
        "options.it.costs.run.unit_cost",
        "options.it.costs.rent.unit_cost",
    )
    rent = "{id: rent, per: once, unit_cost: 5, payer: nhs_icb}"
    text = CERTAIN.replace("payer: nhs_icb}]", f"payer: nhs_icb}}, {rent}]")
    text += f"correlations: [[{a}, {b}, 0.9], [{b}, {c}, 0.9], [{a}, {c}, -0.9]]\n"
    done = run("sensitivity", "-", given=text.encode())
    assert (done.returncode, done.stdout) == (HAS_ERRORS, b"")
    assert "correlations.1" in done.stderr.decode()


def test_help_says_what_may_be_asked() -> None:
    done = run("sensitivity", "--help")
    assert done.returncode == DONE
    for word in ("--draws", "--seed", "--account", "--measure", "--sampling", "--json"):
        assert word in done.stdout.decode()
