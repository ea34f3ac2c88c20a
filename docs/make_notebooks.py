"""Makes the notebooks of these documents anew, each from the Python file of its name: `python docs/make_notebooks.py`.

A cell begins with `# %%`, and one of text with `# %% [markdown]`, as editors and Jupytext read it. Each cell is run, and what its last line
comes to is kept as Jupyter keeps it, so that a notebook can be read without running it.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "notebooks"
CELL = re.compile(r"^# %%(.*)\n", re.MULTILINE)


def cells(text: str) -> list[tuple[str, str]]:
    """Returns the cells of a notebook's Python file, each with its kind: markdown or code."""
    _, *parts = CELL.split(text)
    found = []
    for head, body in zip(parts[::2], parts[1::2], strict=True):
        if "[markdown]" in head:
            lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().splitlines()]
            found.append(("markdown", "\n".join(lines)))
        else:
            found.append(("code", body.strip()))
    return found


def outputs(source: str, names: dict[str, object], count: int) -> list[dict[str, object]]:
    """Runs a cell and returns what it prints and what its last line comes to, as a notebook keeps them."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"cell {count}", "exec"), names)
        value = eval(compile(ast.Expression(last.value), f"cell {count}", "eval"), names) if last else None
    kept: list[dict[str, object]] = []
    if printed.getvalue():
        kept.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        shown = {"text/plain": _lines(repr(value))}
        if hasattr(value, "_repr_html_"):
            shown = {"text/html": _lines(value._repr_html_()), **shown}
        kept.append(
            {"data": shown, "execution_count": count, "metadata": {}, "output_type": "execute_result"}
        )
    return kept


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def notebook(text: str) -> str:
    """Returns the notebook of a Python file, run in the folder of the repository."""
    made: list[dict[str, object]] = []
    names: dict[str, object] = {"__name__": "__main__"}
    before, count = Path.cwd(), 0
    os.chdir(ROOT)
    try:
        pd.set_option("display.width", 120, "display.max_columns", 20)
        for k, (kind, source) in enumerate(cells(text)):
            cell: dict[str, object] = {"cell_type": kind, "id": f"cell-{k}", "metadata": {}}
            if kind == "code":
                count += 1
                cell |= {"execution_count": count, "outputs": outputs(source, names, count)}
            made.append(cell | {"source": _lines(source)})
    finally:
        pd.reset_option("^display")
        os.chdir(before)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Makes all of them."""
    sys.path.insert(0, str(ROOT))
    for file in sorted(FOLDER.glob("*.py")):
        file.with_suffix(".ipynb").write_text(notebook(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
