"""The commands that write files: a case's results, and the challenge note between two cases."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from make_the_case.command_line.asked_cases import (
    analysis_or_why,
    bytes_of,
    on_standard,
    read,
    say_of_the_file,
)
from make_the_case.command_line.output import CASE_HAS_ERRORS, DONE, UsageError, say, why_of
from make_the_case.words.formats import AUDIENCES, FORMATS, NOTES, any_set_in_letters
from make_the_case.words.programme_formats import PROGRAMME_FORMATS

if TYPE_CHECKING:
    from make_the_case.words.papers.challenge_note import Signed
    from valuation import Case
    from valuation.compare.bridge import Bridge

Makers = Mapping[str, Callable[[], bytes]]
"""What makes each file, by its format."""


def export_case(asked: argparse.Namespace) -> int:
    """Writes the result as files, each whole or not at all."""
    formats = _formats_asked_for(asked.to)
    if asked.audience not in AUDIENCES:
        raise UsageError(f"--audience {asked.audience}: not known. Use one of {', '.join(AUDIENCES)}")
    case = on_standard(read(asked.case), asked.evidence)
    say_of_the_file(case)
    from make_the_case.exports.file_makers import STYLED, Wanted, left_out_of_styles, makers, unprinted
    from make_the_case.words.papers.draft import draft_words
    from make_the_case.words.papers.full_case import usual_length
    from valuation import answer
    from valuation.answers.appraised import Appraised

    answered, option = answer(case), case.preferred
    styles = bytes_of(asked.styles) if asked.styles and STYLED & set(formats) else None
    length = usual_length(answered, option) if asked.length == "usual" else asked.length
    papers = Wanted(asked.audience, length, styles, Path(asked.styles or "").name, datetime.now())
    analysis, failed = analysis_or_why(case)
    written, unmade = _written(
        makers(Appraised(case, answered, option, analysis), papers),
        {key: FORMATS[key].file_of(draft_words(case, option).is_draft) for key in formats},
        Path(asked.output),
    )
    failed += unmade
    notes = [
        unprinted(case) if any_set_in_letters(formats) else "",
        left_out_of_styles(papers, "docx" in formats),
    ]
    rest = ["The other files are fine."] if failed and written else []
    say([*filter(None, notes), *failed, *rest])
    return CASE_HAS_ERRORS if failed else DONE


def _formats_asked_for(to: str) -> list[str]:
    """Returns the keys of the files that are asked for, each once; raises UsageError where one is not known."""
    formats = _keys_in(to)
    unknown = [key for key in formats if key not in FORMATS]
    if unknown or not formats:
        what = f"{', '.join(unknown)}: not known" if unknown else "Nothing to write"
        raise UsageError(f"{what}. Use --to with any of {', '.join(FORMATS)}, such as --to xlsx,json")
    return formats


def programme_files_asked_for(to: str | None) -> list[str]:
    """Returns the formats in which the papers of a programme are asked for; raises UsageError where one is not known."""
    formats = _keys_in(to or "")
    if any(key not in PROGRAMME_FORMATS for key in formats) or (to is not None and not formats):
        known = ", ".join(PROGRAMME_FORMATS)
        raise UsageError(f"--to {to}: a programme is written as {known}. Use --to with any of them, such as --to pdf,xlsx")  # fmt: skip
    return formats


def write_files(make: Makers, names: dict[str, str], folder: Path) -> int:
    """Writes files to a folder, says why any of them could not be made, and returns the status to end with."""
    written, failed = _written(make, names, folder)
    say([*failed, *(["The other files are fine."] if failed and written else [])])
    return CASE_HAS_ERRORS if failed else DONE


def _keys_in(words: str) -> list[str]:
    return list(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))


def _written(make: Makers, names: dict[str, str], folder: Path) -> tuple[int, list[str]]:
    """Returns how many files were written to a folder, and why each of the others could not be made."""
    from valuation import MakeTheCaseError
    from valuation.case.file import write_atomically

    written, failed = 0, list[str]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key, name in names.items():
            try:
                content = make[key]()
            except MakeTheCaseError as error:
                failed.append(f"{name} could not be made. {error}")
                continue
            except Exception as error:  # one format that fails never takes the others with it
                failed.append(
                    f"{name} could not be made. This is a fault of Make the Case, not of your case: "
                    f"{type(error).__name__}: {str(error)[:200]}. Report it with the case."
                )
                continue
            write_atomically(folder / name, content)
            print(f"Written to {folder / name}")
            written += 1
    except OSError as error:
        raise UsageError(f"The files cannot be written to {folder} ({why_of(error)}).") from error
    return written, failed


def notes_asked_for(to: str | None) -> list[str]:
    """Returns the formats in which the challenge note is asked for; raises UsageError where one is not known."""
    formats = _keys_in(to or "")
    if any(key not in NOTES for key in formats) or (to is not None and not formats):
        raise UsageError(
            f"--to {to}: the challenge note is written as {' or '.join(NOTES)}. Use --to {','.join(NOTES)}"
        )
    return formats


def write_note(
    first: Case, second: Case, between: Bridge, formats: list[str], folder: Path, signed: Signed
) -> None:
    """Writes the challenge note in each format, and says where."""
    from make_the_case.exports.file_makers import note_makers
    from valuation.case.file import write_atomically

    makers = note_makers(first, second, between, datetime.now(), signed=signed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key in formats:
            place = folder / NOTES[key].file
            write_atomically(place, makers[key]())
            say([f"Written to {place}"])
    except OSError as error:
        raise UsageError(f"The note cannot be written to {folder} ({why_of(error)}).") from error
