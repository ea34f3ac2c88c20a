"""Everything that is held about a person, as one file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from make_the_case.exports.data_files import zip_file
from make_the_case.words.own_data_words import READ_ME, READ_ME_OF_CASES


def own_data_zip(data: Mapping[str, Any], case_files: Mapping[int, str]) -> bytes:
    """Returns the data as JSON, and cases as case files by their numbers, in a zip."""
    files = {
        "read_me.txt": (READ_ME + READ_ME_OF_CASES * bool(case_files)).encode(),
        "about_you.json": json.dumps(data, indent=1, ensure_ascii=False).encode(),
    }
    return zip_file(
        files | {f"cases/case_{number}.yaml": text.encode() for number, text in case_files.items()}
    )
