"""The command that gives an editor the schema of a case file, a programme file or a roll-out file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from make_the_case.command_line.output import DONE, UsageError, why_of


def give_a_schema(asked: argparse.Namespace) -> int:
    """Prints the schema of a kind of file, or writes it."""
    from make_the_case.authoring.file_schemas import schema_file
    from valuation.case.file import write_atomically

    text = schema_file(asked.kind).read_text(encoding="utf-8")
    if asked.output is None:
        print(text, end="")
        return DONE
    place = Path(asked.output)
    if place.is_dir():
        raise UsageError(
            f"{place} is a folder. Name a file in it, such as {place / f'{asked.kind}.schema.json'}."
        )
    if os.path.lexists(place) and not asked.force:
        raise UsageError(f"{place} is there already and has been kept. Choose another name, or --force it.")
    try:
        write_atomically(place, text)
    except OSError as error:
        raise UsageError(f"{place} cannot be written ({why_of(error)}).") from error
    print(f"Written to {place}")
    print(f"The first line of a {asked.kind} file beside it: # yaml-language-server: $schema={place.name}")
    return DONE
