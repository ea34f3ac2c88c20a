"""The answer as data frames: every figure of the JSON once, in tables with which a notebook works."""

from __future__ import annotations

from pathlib import Path

import pytest

from valuation import answer, read_case

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def told():
    return answer(read_case(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml"))


def test_the_lines_of_a_frame_add_up_to_the_undiscounted_net_value_of_society(told) -> None:
    lines = told.frames()["lines_by_year"]
    counted = lines[lines.counted & ~lines.kind.eq("vat") & ~lines.kind.eq("transfer")]
    counted = counted[~(counted.kind.eq("optimism") & counted.adjusts.eq("vat"))]
    for option, rows in counted.groupby("option"):
        sign = rows.side.map({"benefit": 1, "cost": -1})
        by_year = (sign * rows.amount).groupby(rows.year).sum()
        assert by_year.tolist() == pytest.approx(told.options[option].accounts["society"].yearly_net)


def test_a_figure_is_found_by_option_measure_and_account(told) -> None:
    results = told.frames()["results"].set_index(["option", "measure", "account_or_class"]).value
    for option, found in told.options.items():
        assert results[option, "npv", "society"] == found.accounts["society"].npv
        assert results[option, "benefit_classes", "wider"] == found.benefit_classes["wider"]


def test_numbers_are_numbers_and_marks_are_true_or_false(told) -> None:
    frames = told.frames()
    assert frames["lines_by_year"].dtypes[["amount", "counted", "cash"]].map(str).tolist() == [
        "float64",
        "bool",
        "bool",
    ]
    assert str(frames["people_by_year"].starts.dtype) == "float64"
    assert not any(frame.empty for frame in frames.values())
