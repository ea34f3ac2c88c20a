"""The documentation site: what mkdocs.yml names is there, and what is built asks no other host and points at nothing that is missing."""

from __future__ import annotations

import html.parser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONFIG = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
NAMED = re.findall(r"^ *- ([\w./-]+\.md)$", CONFIG, re.MULTILINE)
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""What a browser asks for by itself, and in which attribute its address stands."""


class Page(html.parser.HTMLParser):
    """What a built page points to, what it asks for by itself, and which places in it can be pointed to."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.places |= {str(given[key]) for key in ("id", "name") if given.get(key)}
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        address = given.get(FETCHED.get(tag, ""))
        if address and given.get("rel") not in {"canonical", "next", "prev"}:
            self.fetched.append(address)


def test_every_page_that_the_menu_names_is_written() -> None:
    made_at_the_build = {"index.md", "notebooks/worked_example.md"}
    for name in set(NAMED) - made_at_the_build:
        assert (ROOT / name.removeprefix("repository/")).is_file() or (ROOT / "docs" / name).is_file(), name
    assert len(NAMED) > 20 and made_at_the_build <= set(NAMED)


def test_every_page_of_docs_is_in_the_menu_or_left_out_by_name() -> None:
    left_out = re.findall(
        r"^  /([\w./-]+)$", CONFIG.partition("not_in_nav:")[2].partition("nav:")[0], re.MULTILINE
    )
    pages = {file.relative_to(ROOT / "docs").as_posix() for file in (ROOT / "docs").rglob("*.md")}
    assert {page for page in pages - set(NAMED) if not page.startswith(tuple(left_out))} == set()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Builds the site with warnings as errors, by the mkdocs of this environment or the one that MKDOCS names."""
    beside = Path(sys.executable).with_name("mkdocs")
    mkdocs = os.environ.get("MKDOCS") or (str(beside) if beside.exists() else shutil.which("mkdocs"))
    if mkdocs is None:
        pytest.skip(
            "mkdocs is not installed: pip install --require-hashes -r requirements-docs.txt, in an environment of its own"
        )
    folder = tmp_path_factory.mktemp("site") / "built"
    done = subprocess.run(
        [mkdocs, "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[Path, Page]:
    return {file: Page(file.read_text(encoding="utf-8")) for file in built.rglob("*.html")}


@pytest.mark.longer
def test_a_page_asks_no_other_host_for_anything(built: Path, pages: dict[Path, Page]) -> None:
    asked = {
        f"{file.relative_to(built)}: {address}"
        for file, page in pages.items()
        for address in page.fetched
        if urlsplit(address).netloc or address.startswith("//")
    }
    assert asked == set()
    for style in built.rglob("*.css"):
        assert not re.search(
            r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8")
        ), style
    assert len(pages) > 50


@pytest.mark.longer
def test_every_link_leads_to_a_page_or_a_file_and_every_anchor_to_a_place(
    built: Path, pages: dict[Path, Page]
) -> None:
    missing = set()
    for file, page in pages.items():
        for link in page.links:
            address = urlsplit(link)
            if address.scheme or address.netloc or file.name == "404.html":
                continue
            target = (file.parent / unquote(address.path)).resolve() if address.path else file
            if target.is_dir():
                target /= "index.html"
            is_there = target.is_file() and (
                not address.fragment
                or target.suffix != ".html"
                or unquote(address.fragment) in {*pages[target].places, "__tabbed"}
            )
            if not is_there:
                missing.add(f"{file.relative_to(built)}: {link}")
    assert missing == set()


@pytest.mark.longer
def test_the_site_has_what_the_repository_promises(built: Path) -> None:
    for kind in ("case", "programme", "rollout"):
        shipped = ROOT / "valuation" / f"{kind}.schema.json"
        assert (built / "schemas" / shipped.name).read_bytes() == shipped.read_bytes()
    interface = (built / "interface.html").read_text(encoding="utf-8")
    assert "Returns" in interface and 'id="valuation.read_case"' in interface
    assert "27950.08" in (built / "notebooks" / "worked_example.html").read_text(encoding="utf-8")
    assert "each_year:  wanted(y) = E" in (built / "method.html").read_text(encoding="utf-8")
    index = (built / "search" / "search_index.js").read_text(encoding="utf-8")
    assert "switching value" in index


@pytest.mark.longer
@pytest.mark.browser
def test_the_search_finds_a_word_in_a_folder_that_is_opened_without_a_server(built: Path, chromium) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((built / "index.html").as_uri())
    page.fill("input.md-search__input", "switching value")
    page.wait_for_selector(".md-search-result__item")
    assert "The interface of valuation" in page.locator(".md-search-result__list").inner_text()
    page.close()
    assert {urlsplit(address).scheme for address in asked} <= {"file", "data", "blob"}
