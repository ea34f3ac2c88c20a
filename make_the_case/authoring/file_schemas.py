"""The JSON Schemas that ship, for editors: `python -m make_the_case.authoring.file_schemas` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

KINDS = ("case", "programme", "rollout")
"""The kinds of file that a person writes. Each names its schema, and stays as it is, because files point to it."""


def schema_file(kind: str) -> Path:
    """Returns where the schema of a kind of file is shipped."""
    return Path(__file__).resolve().parents[2] / "valuation" / f"{kind}.schema.json"


def schema_text(kind: str) -> str:
    """Returns the schema of a kind of file as its code states it, in the layout of the file that ships."""
    from valuation.case.schema import URN, case_schema

    if kind == "case":
        stated = case_schema()
    else:
        stated = {"$id": f"{URN}:{kind}", **_shape(kind).model_json_schema(by_alias=True)}
    return json.dumps(stated, indent=1, ensure_ascii=False) + "\n"


def _shape(kind: str) -> type[BaseModel]:
    from valuation.programme.programme_shape import ProgrammeShape
    from valuation.rollout.rollout_shape import RolloutShape

    return ProgrammeShape if kind == "programme" else RolloutShape


if __name__ == "__main__":
    for each in KINDS:
        schema_file(each).write_text(schema_text(each), encoding="utf-8")
