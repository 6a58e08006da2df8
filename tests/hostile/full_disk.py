"""Fill a disk at many moments of each command, and print what came of it; run as a process.

``python full_disk.py disk|limit FOLDER PART...`` writes in FOLDER/disk. For ``disk`` that is a
small file system of its own, with a file that leaves only so much room; it must be called where it
may mount one. For ``limit`` the system lets no file grow beyond so much, as a quota would; that
works everywhere. PART names what is tried, see `COMMANDS` and `try_part`.

Each command is first called with all the room it wants, which tells how much that is, then with
shares of it. One line of JSON is printed for each call: part, what was called, exit code, and what
is wrong if anything is.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from helpers_run import make_run
from kept_detections import BLANK_FPS, blank_clip
from pipeline_fakes import SIZE, film, network, see, tiring

from posture import cli, pipeline
from posture.cli_errors import run_app
from posture.errors import NoRunnerError
from posture.kept import store as store_module
from posture.kept.store import Key, Store
from posture.render.own import COMMENT
from posture.results.run import write_data
from posture.video import VideoWriter

FIXTURES = Path(__file__).parents[1] / "fixtures"
PROGRAM = (sys.executable, "-m", "posture")
#: Bytes of the file system; the largest command writes 6 million.
DISK = 24_000_000
#: Shares of the room that a command wants.
SHARES = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97)
#: Length of the films, seconds.
SECONDS = 16.0
DAYS = ("--date", "2026-03-01", "--date", "2026-03-08")
WINDOWS = ("--early", "0-7.9", "--late", "8-16")


@dataclass(frozen=True)
class Command:
    """Words of a command line, what it ends with where there is room, and how often it is tried."""

    words: tuple[str, ...]
    code: int = 0
    times: int = len(SHARES)


def export(kind: str) -> Command:
    return Command(("export", "runs/run", "--to", kind, "--out", f"new.{kind}"), times=4)


#: What is called, by part. The names are those of the files that `prepare` makes.
COMMANDS: dict[str, tuple[Command, ...]] = {
    "analyses": (
        Command(("analyze", "film.mp4", *WINDOWS, "--no-video", "--out", "runs/run")),
        Command(("analyze", "film.mp4", "--no-video", "--csv", "--one-file", "--out", "a/b/c")),
        Command(("compare", "film.mp4", "late.mp4", "--no-video", "--out", "runs/run")),
        Command(("analyze", "nobody.mp4", "--no-video", "--out", "runs/run"), 4, 4),
    ),
    "clips of analyses": (
        Command(("analyze", "film.mp4", *WINDOWS, "--out", "runs/run"), times=4),
    ),
    "charts": (
        Command(("plot", "made", "--out", "new.png")),
        Command(("plot", "made", "--out", "old.svg")),
        Command(("plot", "made", "--measure", "trunk_lean_deg")),
        Command(("plot", "made", "--measure", "trunk_lean_deg", "--out", "charts")),
        Command(("plot", "made", "--measure", "cadence_spm", "--out", "old")),
    ),
    "clips": (
        Command(("clip", "runs/run", "--side-by-side", "--out", "new.mp4"), times=4),
        Command(("clip", "runs/run", "--stride", "3", "--crop", "--out", "old.mp4"), times=4),
    ),
    "exports": tuple(export(kind) for kind in ("csv", "trc", "mot", "movement", "c3d", "nwb")),
    "pages": (
        Command(
            (*("history", "made", "made2", "--out", "days"), *DAYS),
        ),
        Command(("check", "film.mp4", "--out", "new.html"), times=4),
    ),
}


def prepare(folder: Path) -> None:
    """Make films, earlier results and two runs, and go there."""
    os.chdir(folder)
    for name in ("film.mp4", "late.mp4", "nobody.mp4"):
        film(Path(name), SECONDS)
    Path("old.svg").write_text("an earlier chart")
    with VideoWriter(Path("old.mp4"), 64, 48, comment=COMMENT) as writer:  # an earlier clip
        writer.write(np.zeros((48, 64, 3), np.uint8), 0.0)
    Path("old").mkdir()
    Path("old/drift_cadence_spm.png").write_text("an earlier chart")
    for name in ("made", "made2"):
        Path(name).mkdir()
        write_data(make_run(), Path(name))


def look(info: Any) -> Any:
    if info.path.name == "nobody.mp4":
        raise NoRunnerError("nobody was found in this video; film one runner from the side")
    return see(info, lean_deg=tiring)


@contextmanager
def measured_once() -> Iterator[None]:
    """Let the network see a stick runner, and what was asked for again be measured only once."""
    with network(look) as patch:
        measure, known = pipeline.measure, {}

        def remember(session: Any, *rest: Any) -> Any:
            key = str([session.settings, *(video.path for video in session.videos)])
            if key not in known:
                known[key] = measure(session, *rest)
            return known[key]

        patch.setattr(pipeline, "measure", remember)
        yield


def hash_all(folder: Path) -> dict[str, str]:
    """Checksum of every file, and ``"folder"`` for every folder, by name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in folder.rglob("*")
    }


@contextmanager
def room_on_disk(room: int) -> Iterator[None]:
    """Leave only so many bytes free."""
    state = os.statvfs(".")
    filler = Path("filler")
    with filler.open("wb") as file:
        taken = state.f_bavail * state.f_frsize - room
        if taken > 0:
            os.posix_fallocate(file.fileno(), 0, taken)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def room_in_files(room: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@contextmanager
def printed(said: list[str]) -> Iterator[None]:
    """Collect what is printed, by native libraries too: output, then errors.

    Pipes take it, which no disk limits.
    """
    pipes = [os.pipe() for _ in (1, 2)]
    kept = [os.dup(number) for number in (1, 2)]
    sys.stdout.flush()
    for number, (_, into) in enumerate(pipes, start=1):
        os.set_blocking(into, False)
        os.dup2(into, number)
        os.close(into)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, (old, (out, _)) in enumerate(zip(kept, pipes, strict=True), start=1):
            os.dup2(old, number)
            os.close(old)
            with os.fdopen(out, "rb") as file:
                said.append(file.read().decode("utf-8", "replace"))


def call(words: tuple[str, ...]) -> tuple[int, str]:
    """Call the program in this process; its exit code, and its standard error."""
    sys.argv = ["posture", *words]
    said: list[str] = []
    with printed(said):
        try:
            code = run_app(cli.app)
        except BaseException as fault:
            code = -1
            print(f"Traceback: {fault!r}", file=sys.stderr)
    return code, said[1]


def judge(command: Command, code: int, said: str, before: dict[str, str], wanted: set[str]) -> str:
    """Say what is wrong with what came of a call."""
    after = hash_all(Path())
    if "Traceback" in said or "fault of ours" in said:
        return said[-300:]
    if code == command.code:
        missing = wanted - set(after)
        return f"exit {code}, but missing {sorted(missing)}" if missing else ""
    if code != 1:
        return f"exit {code}: {said[-300:]}"
    if said.count("\n") != 1 or not said.startswith("posture: "):
        return f"no single sentence: {said[-300:]!r}"
    if after != before:
        changed = {name for name in after | before if after.get(name) != before.get(name)}
        return f"changed or left {sorted(changed)}"
    return ""


def keep_as_it_is() -> Path:
    """Copy all that is there, to put it back after a call that succeeds."""
    shutil.copytree(".", "../as_it_is", dirs_exist_ok=True)
    return Path("../as_it_is")


def put_back(copy: Path) -> None:
    for path in Path().iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(copy, ".", dirs_exist_ok=True)


def try_command(command: Command, limit: Any) -> Iterator[tuple[str, int, str]]:
    """Call a command with less and less room; yields what was tried, its code and its fault."""
    copy, before = keep_as_it_is(), hash_all(Path())
    code, said = call(command.words)
    if code == 2 and "package" in said:  # what it writes with is not installed here
        return
    after = hash_all(Path())
    new = [name for name in after if after[name] != before.get(name)]
    sizes = [Path(name).stat().st_size for name in new if Path(name).is_file()]
    yield f"{command.words} with room", code, "" if code == command.code else said[-300:]
    put_back(copy)
    room = sum(sizes) if limit is room_on_disk else max(sizes, default=0)
    for share in SHARES[:: max(1, len(SHARES) // command.times)]:
        with limit(round(share * room)):
            code, said = call(command.words)
        fault = judge(command, code, said, before, set(after))
        yield f"{command.words} with {share:.0%} of the room", code, fault
        if hash_all(Path()) != before:
            put_back(copy)
    shutil.rmtree(copy)


def try_what_is_kept(limit: Any) -> Iterator[tuple[str, int, str]]:
    """Keep what the network saw with less and less room: whole, or not at all and without a word.

    That 0.5 GB stay free is left out here.
    """
    store_module.LEAST_FREE_BYTES = 0
    content, earlier = os.urandom(1_000_000), Key("ab" * 16, b"earlier")
    store = Store(Path("kept"), 10_000_000)
    store.put(earlier, content)
    before = hash_all(Path("kept"))
    for number, share in enumerate((*SHARES, 2.0)):  # the last one leaves room
        key = Key("cd" * 16, bytes([number]))
        with limit(round(share * len(content))):
            took = store.put(key, content)
            store.describe(key.film, "film.mp4")
        found = store.get(key)
        after = {name: one for name, one in hash_all(Path("kept")).items() if one != "folder"}
        fault = ""
        if took != (found == content) or store.get(earlier) != content:
            fault = f"taken: {took}, there: {found is not None}"
        elif not took and len(after) != len(before) - 1:
            fault = f"left {sorted(after)}"
        yield f"an entry with {share:.0%} of the room", 0 if took else 1, fault
        store.forget(key.film)
    shutil.rmtree("kept")


def try_other_places(limit: Any) -> Iterator[tuple[str, int, str]]:
    """Whatever else has a full disk, results that lie on another one are written."""
    full = {
        name: str(Path(folder).absolute())
        for name, folder in {
            "TMPDIR": "temporary",
            "POSTURE_CACHE": "kept",
            "MPLCONFIGDIR": "settings",
            "HOME": "home",
            "XDG_CACHE_HOME": "cache",
        }.items()
    }
    for folder in full.values():
        Path(folder).mkdir()
    stick = [sys.executable, str(FIXTURES / "stick_program.py"), "6.0", "0.0", "../looked.log"]
    blank_clip(Path("../blank.mp4"), round(6.0 * BLANK_FPS), SIZE)
    calls = {
        "an analysis": [*stick, "analyze", "../blank.mp4", "--workers", "1", "--out", "../stick"],
        "charts": [*PROGRAM, "plot", "made", "--out", "../new.png"],
        "a clip": [*PROGRAM, "clip", "runs/run", "--stride", "3", "--out", "../new.mp4"],
        "an export": [*PROGRAM, "export", "runs/run", "--to", "movement", "--out", "../new.nc"],
    }
    for name, command in calls.items():
        with limit(0):
            done = subprocess.run(
                command, env={**os.environ, **full}, capture_output=True, text=True, check=False
            )
        wrong = done.returncode or "Traceback" in done.stderr
        left = [str(path) for folder in full.values() for path in Path(folder).rglob("*.part")]
        fault = done.stderr[-300:] if wrong else f"left {left}" if left else ""
        yield f"{name}; full are {', '.join(full)}", done.returncode, fault


def try_part(part: str, limit: Any) -> Iterator[tuple[str, int, str]]:
    if part == "kept":
        yield from try_what_is_kept(limit)
    elif part == "other places":
        yield from try_other_places(limit)
    else:
        for command in COMMANDS[part]:
            yield from try_command(command, limit)


def main(kind: str, folder: Path, parts: list[str]) -> None:
    disk = folder / "disk"
    disk.mkdir()
    limit = room_in_files
    if kind == "disk":
        limit = room_on_disk
        options = f"size={DISK},mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=True)
    prepare(disk)
    with measured_once():
        call(("analyze", "film.mp4", *WINDOWS, "--no-video", "--out", "runs/run"))
        for part in parts:
            for name, code, fault in try_part(part, limit):
                print(json.dumps([part, name, code, fault]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
