"""README and docs/: every link leads somewhere, every number and generated table is current."""

import importlib.util
import json
import re

import documents
import pytest
from documents import PAGES, ROOT

from posture.measures import COMPARED, FRAME_TABLE, STRIDE_TABLE

LINKING = (*PAGES, "CHANGELOG.md", "samples/README.md", "models/README.md")
ACCURACY = ROOT / "tests" / "benchmarks" / "accuracy" / "results.json"
#: Rows of README's table, and the groups of clips of which the least favourable is told.
README_MEASURES = {
    "Trunk lean": "trunk_lean_deg",
    "Pelvic tilt": "pelvic_tilt_deg",
    "Low-back arch": "lumbar_lordosis_deg",
    "Hip extension, near leg": "hip_extension_peak_near_deg",
    "Knee lift, near leg": "knee_lift_near_deg",
    "Head forward": "head_forward_deg",
    "Cadence, steps/min": "cadence_spm",
    "Contact time, near foot": "contact_time_near_s",
}
GROUPS = ("gaits", "nuisance")


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", LINKING)
def test_links_lead_to_files_and_headings(page):
    links = [link for link in documents.links(page) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if not leads_somewhere(page, link)] == []


def leads_somewhere(page, link):
    path, _, anchor = link.partition("#")
    target = (ROOT / page).parent / path if path else ROOT / page
    if not target.is_file():
        return False
    return not anchor or anchor in documents.anchors(str(target.resolve().relative_to(ROOT)))


def test_links_are_found_at_all():
    assert "docs/install.md" in documents.links("README.md")
    assert "what-a-mistake-costs" in documents.anchors("docs/filming.md")


def test_every_page_is_in_the_menu():
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    missing = [page for page in PAGES if page.startswith("docs/") and f" {page[5:]}" not in menu]
    assert missing == []


def test_readme_is_read_aloud_in_four_minutes():
    assert 500 <= documents.prose_words("README.md") <= 650  # at 150 to 160 words a minute


@pytest.mark.parametrize("page", PAGES)
def test_no_paragraph_is_a_wall_of_text(page):
    long = [text[:60] for text in documents.paragraphs(page) if len(text.split()) > 100]
    assert long == []


@pytest.mark.parametrize("page", ["cli.md", "outputs.md", "glossary.md"])
def test_generated_pages_are_current(page):
    assert generator().pages()[page] == documents.read(f"docs/{page}"), "run `make docs`"


def test_readme_tells_what_was_measured():
    conditions = json.loads(ACCURACY.read_text(encoding="utf-8"))["conditions"]
    smallest = {measure.name: measure.smallest_change for measure in COMPARED}
    rows = dict(re.findall(r"^\| ([A-Z][^|]*?) \| (.*?) \|$", documents.read("README.md"), re.M))
    assert set(rows) - {"Measure"} == set(README_MEASURES)
    for title, name in README_MEASURES.items():
        groups = [conditions[group]["measures"][name] for group in GROUPS]
        errors = [max(group[which]["mae"] for group in groups) for which in ("change", "level")]
        factor = 1000 if name.endswith("_s") else 1
        cells = [cell.strip(" °ms") for cell in rows[title].split("|")]
        for cell, value in zip(cells, [*errors, smallest[name]], strict=True):
            decimals = len(cell.partition(".")[2])
            # half of the last digit, and a little more: the results are rounded already
            assert abs(float(cell) - factor * value) <= 0.51 * 10**-decimals, (title, cell)


def test_pages_have_every_column():
    text = documents.read("docs/outputs.md")
    missing = [e.name for e in (*FRAME_TABLE, *STRIDE_TABLE) if f"| `{e.name}` |" not in text]
    assert missing == []


def test_citations_of_research_lead_to_a_section():
    cited = re.compile(r"docs/([\w-]+\.md)(?:#([\w-]+))?")
    found = [
        (path.name, *match.groups())
        for folder in ("posture", "models/training", "tests/benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        for match in cited.finditer(path.read_text(encoding="utf-8"))
    ]
    assert len(found) >= 3
    for name, page, anchor in found:
        assert f"docs/{page}" in PAGES, (name, page)
        assert not anchor or anchor in documents.anchors(f"docs/{page}"), (name, page, anchor)


def test_nothing_cites_research_that_readers_do_not_have():
    private = re.compile(r"biomechanics §|shared/research|anchors(-2)?\.md")
    citing = [
        str(path.relative_to(ROOT))
        for folder in ("posture", "models/training")
        for path in (ROOT / folder).rglob("*.py")
        if private.search(path.read_text(encoding="utf-8"))
    ]
    assert citing == []
