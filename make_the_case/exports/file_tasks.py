"""Every file of a case, made in a process of its own: functions importable by name, which load what they need when called."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from valuation import MakeTheCaseError, answer, load_library
from valuation.answers.appraised import Appraised
from valuation.answers.saving import unpacked
from valuation.sensitivity.carried import LAST, Asked

if TYPE_CHECKING:
    from make_the_case.exports.workbook.read_back import Uploaded
    from make_the_case.words.papers.challenge_note import Signed
    from valuation import Case
    from valuation.compare.bridge import Bridge
    from valuation.programme.programme_answer import ProgrammeAnswer
    from valuation.rollout.rollout_answer import RolloutAnswer


@dataclass(frozen=True)
class NotMade:
    """Why a file could not be made: in words, or else the kind of a failure and its place in the program."""

    words: str = ""
    kind: str = ""
    place: str = ""


Made = dict[str, bytes | NotMade]


def papers(
    asked: Asked,
    is_sure: bool,
    option: str,
    audience: str,
    length: Literal["full", "short"],
    styles: bytes | None,
    styles_name: str,
    only_page_one: bool,
    each: Callable[[float], None] | None = None,
) -> Made:
    """Returns every file of a case by its format, or page one of its summary as a picture; one that fails takes no other with it."""
    from make_the_case.exports.file_makers import Wanted, first_page, left_out_of_styles, makers

    library = load_library()
    case = asked.case(library)
    analysis = LAST.analysis(asked, library, None) if is_sure else None
    wanted = Wanted(audience, length, styles, styles_name, datetime.now())
    found = answer(case)
    if only_page_one:
        return _made({"page one": lambda: first_page(Appraised(case, found, option, analysis), wanted)}, each)
    made = _made(makers(Appraised(case, found, option, analysis), wanted), each)
    return made | {"left out": left_out_of_styles(wanted).encode()}


def note(
    first: bytes,
    second: bytes,
    found: Bridge,
    names: tuple[str, str],
    signed: Signed,
    each: Callable[[float], None] | None = None,
) -> Made:
    """Returns the challenge note on two cases by its format, signed by whoever disputes."""
    from make_the_case.exports.file_makers import note_makers

    library = load_library()
    cases = unpacked(first, library), unpacked(second, library)
    return _made(note_makers(*cases, found, datetime.now(), names, signed), each)


def programme_papers(text: str, found: ProgrammeAnswer, each: Callable[[float], None] | None = None) -> Made:
    """Returns every paper of a programme that has been worked out, by its format."""
    from make_the_case.exports.programme_files import makers
    from valuation.programme.programme_file import parse_programme

    programme = parse_programme(text, "The programme", None, load_library())
    return _made(makers(programme, found, datetime.now()), each)


def rollout_papers(
    data: dict[str, object], found: RolloutAnswer, each: Callable[[float], None] | None = None
) -> Made:
    """Returns every paper of a roll-out that has been worked out, by its format."""
    from make_the_case.exports.rollout_files import rollout_makers
    from valuation.rollout.rollout_file import rollout_of

    rollout = rollout_of(data, "The roll-out", None, load_library())
    return _made(rollout_makers(rollout, found, datetime.now()), each)


def unprinted(case: Case) -> str:
    """Returns which characters of a case the papers cannot print, as a sentence; empty where they print them all."""
    from make_the_case.exports.file_makers import unprinted

    return unprinted(case)


def read_back(content: bytes, name: str) -> Uploaded:
    """Returns what a workbook that came back says."""
    from make_the_case.exports.workbook.read_back import read_workbook

    return read_workbook(content, name)


def _made(makers: Mapping[str, Callable[[], bytes]], each: Callable[[float], None] | None) -> Made:
    made: Made = {}
    for key, make in makers.items():
        if each is not None:
            each(len(made))
        try:
            made[key] = make()
        except MemoryError:
            raise
        except MakeTheCaseError as error:
            made[key] = NotMade(words=str(error))
        except (
            Exception
        ) as error:  # whatever a library raises: said by whoever asked, and the other files are made
            at = traceback.extract_tb(error.__traceback__)
            made[key] = NotMade(
                kind=type(error).__name__, place=f"{Path(at[-1].filename).name}:{at[-1].lineno}"
            )
    return made
