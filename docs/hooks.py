"""Bring files of the repository that pages link to into the built documentation.

On GitHub, a page links to `../samples/annotated.png` or `../tests/benchmarks/accuracy/results.md`.
MkDocs knows only what lies in `docs/`. So each file that is linked to, and each that such a page
links to in turn, is added to the site under `repository/`, and the links are rewritten.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s#]+)(#[^)\s]*)?(?=\))")
#: Where files from outside `docs/` are on the site.
ELSEWHERE = "repository"


def on_files(files: Files, config: Any) -> Files:
    """Add the files outside `docs/` that pages link to."""
    todo = [f"docs/{page.src_uri}" for page in files.documentation_pages()]
    seen = set(todo)
    while todo:
        page = todo.pop()
        for path in _linked(page):
            if path in seen or path.startswith("docs/") or not (ROOT / path).is_file():
                continue
            seen.add(path)
            source = str(ROOT / path)
            files.append(File.generated(config, _uri(path), abs_src_path=source))
            if path.endswith(".md"):
                todo.append(path)
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Point links at where the files are on the site."""
    here = page.file.src_uri
    source = _source(here)

    def rewrite(link: re.Match[str]) -> str:
        target = _uri(posixpath.normpath(posixpath.join(posixpath.dirname(source), link[1])))
        if files.get_file_from_path(target) is None:
            return link[0]  # MkDocs says that it does not exist
        return posixpath.relpath(target, posixpath.dirname(here) or ".") + (link[2] or "")

    return LINK.sub(rewrite, markdown)


def _linked(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    folder = posixpath.dirname(page)
    return [posixpath.normpath(posixpath.join(folder, link[1])) for link in LINK.finditer(text)]


def _uri(path: str) -> str:
    """Name on the site of a file of the repository."""
    return path.removeprefix("docs/") if path.startswith("docs/") else f"{ELSEWHERE}/{path}"


def _source(uri: str) -> str:
    """Path in the repository of a file of the site."""
    outside = f"{ELSEWHERE}/"
    return uri.removeprefix(outside) if uri.startswith(outside) else f"docs/{uri}"
