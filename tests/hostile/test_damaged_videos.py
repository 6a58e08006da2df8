"""Damaged videos are read as far as they go or refused in one sentence: no fault, crash or hang."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile.damages import CONTAINERS, DAMAGES, damage, make_video
from hostile.looking import list_wrong, look_at

KIND = "damaged videos"


def damage_videos(
    folder: Path, endings: list[str], rounds: int, seed: int
) -> list[tuple[str, Path]]:
    """Damage a video of each kind in every way, `rounds` times each; their names and files."""
    made: list[tuple[str, Path]] = []
    for ending in endings:
        whole = make_video(folder / f"whole.{ending}").read_bytes()
        for number, kind in enumerate(DAMAGES):
            for turn in range(rounds):
                seeds = [seed, list(CONTAINERS).index(ending), number, turn]
                path = folder / f"{number}_{turn}.{ending}"
                path.write_bytes(damage(whole, kind, seeds))
                made.append((f"{ending}, {kind}, seed {seeds}", path))
    return made


@pytest.mark.parametrize("ending", CONTAINERS)
def test_each_kind_of_video_is_read_whole(tmp_path, ending):
    assert look_at([make_video(tmp_path / f"a.{ending}")]) == ["right"]


def test_some_damages(tmp_path, tally, seed):
    tried = damage_videos(tmp_path, ["mp4", "mkv", "ts"], 1, seed)
    assert len(tried) == 3 * len(DAMAGES)
    tally(KIND, len(tried), list_wrong(tried))


@pytest.mark.slow
def test_many_damages(tmp_path, tally, seed):
    rounds = 6
    tried = damage_videos(tmp_path, list(CONTAINERS), rounds, seed)
    assert len(tried) == rounds * len(CONTAINERS) * len(DAMAGES)
    tally(KIND, len(tried), list_wrong(tried))
