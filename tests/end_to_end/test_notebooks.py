"""The notebooks run from top to bottom, and what they store is small and of no one machine."""

import json
import re
from pathlib import Path

import pytest

import posture
from posture.video import probe

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

FOLDER = Path(__file__).parents[2] / "notebooks"
#: Whether each needs the pose network.
BOOKS = {"01_first_run": True, "02_drift": False, "03_how_well": False, "04_cohort": False}
MOST_KB, MOST_DATA_KB = 400, 300
#: How places on somebody's machine begin.
PLACES = re.compile(r"(?<![\w.])/(?:home|root|tmp|Users|work|usr|var|private)/|\b[A-Z]:\\")

every = pytest.mark.parametrize("name", BOOKS)


def cells_of(name):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs_of(cells):
    return [output for cell in cells for output in cell.outputs]


def shows_pictures(outputs):
    return any(kind.startswith("image/") for o in outputs for kind in o.get("data", {}))


def test_all_are_tested():
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(BOOKS)


@every
def test_outputs_are_stored_and_in_order(name):
    cells = cells_of(name)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert shows_pictures(outputs_of(cells))
    assert all(o.output_type != "error" and o.get("name") != "stderr" for o in outputs_of(cells))


@every
def test_what_is_stored_is_small_and_names_no_place(name):
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert len(text) < MOST_KB * 1000
    outputs = [
        {key: value for key, value in o.get("data", {}).items() if not key.startswith("image/")}
        | {"text": o.get("text", "")}
        for o in outputs_of(cells_of(name))
    ]
    assert PLACES.search(json.dumps(outputs, ensure_ascii=False)) is None


@pytest.mark.parametrize("text", ["in /home/me/run", "'/tmp/x'", r"C:\clips", "/root/a"])
def test_a_place_is_seen(text):
    assert PLACES.search(text)
    assert not PLACES.search("https://example.org/tmp/x and ../samples/tmp/x")


def test_the_tables_are_those_of_the_sample():
    folder = FOLDER / "data/fresh_to_tired"
    assert sum(path.stat().st_size for path in folder.iterdir()) < MOST_DATA_KB * 1000
    assert not PLACES.search((folder / "summary.json").read_text(encoding="utf-8"))
    run = posture.load_run(folder)
    assert run.summary["video"]["path"] == "fresh_to_tired.mp4"
    sample = probe(FOLDER.parent / "samples/fresh_to_tired.mp4")
    assert run.summary["video"]["sha256"] == sample.sha256
    assert len(run.frames) == run.summary["video"]["frames"] == sample.frames


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.model] if model else [])
        for name, model in BOOKS.items()
    ],
)
def test_it_runs(name, request):
    if BOOKS[name]:
        request.getfixturevalue("heavy")
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=900,
        kernel_name="python3",
        coalesce_streams=True,
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()  # raises where a cell does
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert shows_pictures(outputs_of(cells))
    assert [len(cell.outputs) for cell in cells] == [len(c.outputs) for c in cells_of(name)]
