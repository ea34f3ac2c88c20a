"""What mkdocs does not do by itself: pages that stand outside docs/, notebooks, and lists as GitHub reads them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<=\]\()([^)\s#]+)(#[^)\s]*)?(?=\))")
ELSEWHERE = re.compile(r"^(?:[a-z]+:|/|<)")
FENCE = re.compile(r"^\s*(?:```|~~~)")
ITEM = re.compile(r"^\s*(?:[-*]|\d+\.) ")
ALWAYS = ("CONTRIBUTING.md", "CHANGELOG.md")
"""Pages of the site that nothing need point to."""


def place_in_site(path: str) -> str:
    """Returns where a file or folder of the repository stands in the site."""
    if path == "README.md":
        return "index.md"
    if path.startswith("docs/"):
        if (ROOT / path).is_dir():
            path = f"{path}/README.md"
        path = path.removeprefix("docs/")
        return path.removesuffix(".ipynb") + ".md" if path.endswith(".ipynb") else path
    if path.endswith(".schema.json"):
        return f"schemas/{posixpath.basename(path)}"
    return f"repository/{path}/index.md" if (ROOT / path).is_dir() else f"repository/{path}"


def linked(text: str, origin: str) -> list[str]:
    """Returns the files and folders of the repository that a page points to, where the page stands at `origin`."""
    targets = (match[1] for match in LINK.finditer(text) if not ELSEWHERE.match(match[1]))
    paths = (posixpath.normpath(posixpath.join(posixpath.dirname(origin), target)) for target in targets)
    return [path for path in paths if not path.startswith("..") and (ROOT / path).exists()]


def text_of(path: str) -> str | None:
    """Returns a page of the repository as Markdown: of a folder its README and what is in it; None for a file that is no page."""
    place = ROOT / path
    if place.is_dir():
        readme = place / "README.md"
        head = readme.read_text(encoding="utf-8") if readme.is_file() else f"# {path}/\n"
        inside = sorted(p for p in place.iterdir() if not p.name.startswith(("_", ".")) and p != readme)
        rows = [f"- [{p.name}]({p.name})" for p in inside if p.suffix != ".py"]
        return "\n".join([head, "", "## What is in the folder", "", *rows, ""])
    return place.read_text(encoding="utf-8") if path.endswith(".md") else None


def origin_of(path: str) -> str:
    """Returns the path from which the links of a page are to be read."""
    return f"{path}/README.md" if (ROOT / path).is_dir() else path


def notebook_page(file: Path) -> str:
    """Returns a notebook as a page: its words, its code, and what each cell came to."""
    parts = []
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for output in cell.get("outputs", ()):
            data = output.get("data", {"text/plain": output.get("text", ())})
            html = "".join(data.get("text/html", ()))
            table = re.search(r"<table.*</table>", html, re.DOTALL)
            parts.append(
                re.sub(r"<table[^>]*>", "<table>", table[0])
                if table
                else f"```text\n{''.join(data['text/plain']).rstrip()}\n```"
            )
    parts.insert(1, f"[The notebook itself]({file.name}) opens in Jupyter.")
    return "\n\n".join(parts) + "\n"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds every page and file outside docs/ that a page points to, and the notebooks."""
    known = {file.src_uri for file in files}
    waiting = ["README.md", *ALWAYS, *_pages_of(files)]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        uri, text = place_in_site(path), text_of(path)
        if uri not in known and not (path.startswith("docs/") or uri in known):
            made = (
                File.generated(config, uri, abs_src_path=str(ROOT / path))
                if text is None
                else File.generated(config, uri, content=text)
            )
            files.append(made)
            known.add(uri)
        if text is not None:
            waiting += linked(text, origin_of(path))
    for notebook in sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")):
        uri = f"notebooks/{notebook.stem}.md"
        files.append(File.generated(config, uri, content=notebook_page(notebook)))
    return files


def _pages_of(files: Iterable[File]) -> list[str]:
    return [f"docs/{file.src_uri}" for file in files if file.is_documentation_page()]


def _origins(files: Files) -> Mapping[str, str]:
    """Returns the place in the repository of every page that stands outside docs/, by its place in the site."""
    outside = {place_in_site("README.md"): "README.md"}
    for file in files:
        if file.src_uri.startswith("repository/"):
            path = file.src_uri.removeprefix("repository/")
            folder = path.removesuffix("/index.md")
            outside[file.src_uri] = f"{folder}/README.md" if (ROOT / folder).is_dir() else path
    return outside


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Returns a page with its links turned to the site, and with the empty line before a list that Markdown's first form wants."""
    origin = _origins(files).get(page.file.src_uri, f"docs/{page.file.src_uri}")

    def turned(match: re.Match[str]) -> str:
        target, anchor = match[1], match[2] or ""
        if ELSEWHERE.match(target) or page.file.src_uri.startswith("notebooks/"):
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
        if path.startswith("..") or not (ROOT / path).exists():
            return match[0]
        return posixpath.relpath(place_in_site(path), posixpath.dirname(page.file.src_uri) or ".") + anchor

    return "\n".join(with_room_before_lists(LINK.sub(turned, markdown).split("\n")))


def with_room_before_lists(lines: Sequence[str]) -> list[str]:
    """Returns lines with an empty one before each list that follows a paragraph at once."""
    made: list[str] = []
    in_code = False
    for line in lines:
        in_code ^= bool(FENCE.match(line))
        before = made[-1] if made else ""
        begins = ITEM.match(line) and before.strip() and not ITEM.match(before) and before[:1] not in " \t|>"
        if begins and not in_code:
            made.append("")
        made.append(line)
    return made
