"""The library's folder: what is kept, found, searched and removed."""

import hashlib
import stat
import sys

import pytest

from posture.app.library import Library, find_inside, reduce_name
from posture.kept import Key, Store
from posture.results.about import About


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "kept", limit=1_000_000)


@pytest.fixture
def library(tmp_path, store):
    return Library(tmp_path / "library", store)


def add_film(library, sha256="ab" * 32, name="run.mp4"):
    film, place = library.new_film(name)
    film.file, film.sha256 = name, sha256
    (place / name).write_bytes(b"film")
    library.save(film)
    return film


def test_what_was_added_is_found_again_also_by_another(library, store):
    film = add_film(library)
    run = library.new_run(film, {"early": "0:00-0:10"}, About(runner="Ada", date="2026-11-20"))
    other = Library(library.folder, store)
    assert other.film(film.id) == film
    assert other.run(run.id) == run
    assert other.source(film).read_bytes() == b"film"
    assert run.title == "Ada, 2026-11-20"


@pytest.mark.skipif(sys.platform == "win32", reason="modes of Unix")
def test_nobody_else_may_look_into_it(library):
    film = add_film(library)
    for folder in (library.folder, library.film_folder(film.id)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_words_are_searched_in_all_that_is_noted(library):
    film = add_film(library)
    ada = library.new_run(film, {}, About(runner="Ada", condition="Blue", date="2026-11-20"))
    bob = library.new_run(film, {}, About(runner="Bob", note="after the hill"))
    assert {run.id for run in library.runs()} == {ada.id, bob.id}
    assert [run.id for run in library.runs("ada BLUE")] == [ada.id]
    assert [run.id for run in library.runs("hill")] == [bob.id]
    assert library.runs("ada hill") == []


def test_runs_are_listed_by_their_day_the_newest_first(library):
    film = add_film(library)
    days = ("2026-11-02", "2026-11-20", "2025-01-01")
    for day in days:
        library.new_run(film, {}, About(date=day))
    assert [run.about.date for run in library.runs()] == sorted(days, reverse=True)


def test_deleting_removes_the_film_and_what_the_network_saw(library, store):
    film = add_film(library)
    run = library.new_run(film, {}, About())
    assert store.put(Key(film.sha256, b"plan"), b"seen")
    store.describe(film.sha256, "run.mp4")
    library.delete_run(run.id, with_film=True)
    assert library.run(run.id) is None
    assert library.film_folder(film.id) is None
    assert store.get(Key(film.sha256, b"plan")) is None
    assert not list(store.folder.iterdir())


@pytest.mark.parametrize("looked", ["before deleting", "never"])
def test_deleting_removes_what_was_seen_in_a_film_that_was_measured_at_once(library, store, looked):
    """Nobody had looked at it when the run was asked for, so that the run knows no checksum."""
    film = add_film(library, "")
    run, again = (library.new_run(film, {}, About()) for _ in range(2))
    checksum = hashlib.sha256(b"film").hexdigest()
    store.put(Key(checksum, b"plan"), b"seen")
    if looked == "before deleting":
        film.sha256 = checksum
        library.save(film)
    library.delete_run(run.id, with_film=True)
    assert store.get(Key(checksum, b"plan")) == b"seen"  # the other run needs it
    library.delete_run(again.id, with_film=True)
    assert store.get(Key(checksum, b"plan")) is None


def test_deleting_keeps_what_another_run_needs_or_what_is_not_asked(library, store):
    film = add_film(library)
    first, second, third = (library.new_run(film, {}, About()) for _ in range(3))
    store.put(Key(film.sha256, b"plan"), b"seen")
    library.delete_run(first.id, with_film=True)
    library.delete_run(second.id, with_film=False)
    assert library.source(film) is not None
    assert store.get(Key(film.sha256, b"plan")) == b"seen"
    assert [run.id for run in library.runs()] == [third.id]


def test_a_film_outside_of_the_library_stays(library, tmp_path):
    own = tmp_path / "own.mp4"
    own.write_bytes(b"film")
    film, _ = library.new_film("own.mp4")
    film.path = str(own)
    library.save(film)
    run = library.new_run(film, {}, About())
    library.delete_run(run.id, with_film=True)
    assert library.film(film.id) is None
    assert own.read_bytes() == b"film"


def test_a_damaged_record_is_passed_over(library):
    film = add_film(library)
    run = library.new_run(film, {}, About())
    (library.run_folder(run.id) / "run.json").write_text('{"id": 5')
    assert library.runs() == []
    assert library.run(run.id) is None


def test_what_was_deleted_is_not_written_again(library):
    run = library.new_run(add_film(library), {}, About())
    library.delete_run(run.id, with_film=False)
    library.save(run)
    assert not (library.folder / "runs" / run.id).exists()


@pytest.mark.parametrize(
    ("name", "reduced"),
    [
        ("run.mp4", "run.mp4"),
        ("Läufer 1 (neu).MOV", "Läufer 1 (neu).mov"),
        ("../../etc/passwd", "passwd.video"),
        ("C:\\Users\\me\\run.mp4", "run.mp4"),
        ("a;rm -rf $HOME`x`.mp4", "a_rm -rf _HOME_x_.mp4"),
        ("\x00\x1b[31m\u202erun.mp4", "___31m_run.mp4"),
        (".hidden.mp4", "hidden.mp4"),
        ("...", "video.video"),
        ("", "video.video"),
        ("con.mp4", "video_con.mp4"),
        ("--out.mp4", "--out.mp4"),
        ("film.json", "film.json.video"),
        ("x" * 300 + ".mp4", "x" * 80 + ".mp4"),
        ("走" * 300 + ".mp4", "走" * 76 + ".mp4"),
    ],
)
def test_names_of_uploads_are_reduced(name, reduced):
    found = reduce_name(name)
    assert found == reduced
    assert len(found.encode()) <= 255


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/../b", "/b", "a//b", ".a", "..\\b", "C:b", "b\0"]
)
def test_nothing_outside_of_a_folder_is_found(tmp_path, name):
    inside = tmp_path / "inside"
    inside.mkdir()
    for place in (inside / "b", tmp_path / "b", inside / ".a"):
        place.write_bytes(b"x")
    assert find_inside(inside, name) is None
    assert find_inside(inside, "b") == inside / "b"


def test_uploads_that_broke_off_are_removed_and_nothing_else(library):
    whole = add_film(library)
    _, half = library.new_film("half.mp4")
    (half / "half.mp4").write_bytes(b"ha")
    stranger = library.folder / "films" / "mine"
    stranger.mkdir()
    library.clear_unfinished()
    assert library.source(whole) is not None
    assert not half.exists()
    assert stranger.exists()


def test_only_an_id_names_a_run_or_a_film(library):
    film = add_film(library)
    run = library.new_run(film, {}, About())
    library.run_folder(run.id).rename(library.folder / "runs" / "mine")
    (library.folder / run.id).mkdir()
    for name in ("mine", "../runs/mine", f"../{run.id}", f"{film.id}/../{film.id}", ""):
        assert library.run_folder(name) is None
        assert library.run(name) is None
        assert library.film_folder(name) is None
    assert library.film_folder(film.id) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="links of Unix")
def test_not_even_a_link_that_leads_back_is_followed(tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"film")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "film.mp4")
    assert find_inside(tmp_path, "film.mp4") is not None
    assert find_inside(tmp_path, "link.mp4") is None
