"""The page of `speed.py`: what an analysis takes, as Markdown."""

from __future__ import annotations

from typing import Any

#: Longest time of the whole analysis, as a multiple of the bare network's on all cores: asked of
#: the network `heavy`, and of the smaller ones.
MOST_WHOLE = {"heavy": 1.15, "full": 1.4, "lite": 1.4}
#: Longest time of the pose stage with two workers, as a share of the time with one.
MOST_TWO_WORKERS = 0.6
_EXPLAINED = (
    "`bare` is MediaPipe's Pose Landmarker in VIDEO mode with masks on frames that are decoded "
    "and in memory, without loading it. `whole` is everything from starting Python to the last "
    "file: decoding, looking for other people, measuring, charts, annotated clip, report. "
    "Charts are drawn beside the clip in a process of their own; what is left of them when the "
    "clip is done counts as `rest`."
)


def write_page(result: dict[str, Any]) -> str:
    """Write what `speed.py` measured."""
    parts = (_tell_all_cores, _tell_stages, _tell_one_worker, _tell_films, _tell_again)
    lines = [line for part in parts for line in (*part(result), "")]
    return "\n".join([*lines, _EXPLAINED, ""])


def _tell_all_cores(result: dict[str, Any]) -> list[str]:
    machine, rows = result["machine"], result["medians"]
    return [
        "# Speed",
        "",
        f"`make speed`: {result['frames']} frames of {result['width']}×{result['height']}, "
        f"{machine['cores']} cores, medians of {result['repeats']} in turn, ms a frame; "
        f"Python {machine['python']}, MediaPipe {machine['mediapipe']}, {machine['processor']}. "
        f"Load on the machine before the start: {machine['load_before']:.1f}.",
        "",
        "| model | bare | pose stage | whole | whole ÷ bare, asked | peak of the program, MB "
        "| of a worker, MB |",
        "| --- | --: | --: | --: | --: | --: | --: |",
        *(
            f"| {model} | {row['bare']:.1f} | {row['pose']:.1f} | {row['whole']:.1f} "
            f"| {_judge(row['whole_over_bare'], MOST_WHOLE[model])} "
            f"| {row['peak_mb']:.0f} | {row['worker_mb']:.0f} |"
            for model, row in rows.items()
        ),
    ]


def _tell_stages(result: dict[str, Any]) -> list[str]:
    rows = result["medians"]
    stages = sorted({stage for row in rows.values() for stage in row["stages"]})
    return [
        "Where the time of the whole goes, ms a frame:",
        "",
        "| stage | " + " | ".join(rows) + " |",
        "| --- |" + " --: |" * len(rows),
        *(
            f"| {stage} | "
            + " | ".join(f"{row['stages'].get(stage, 0.0):.2f}" for row in rows.values())
            + " |"
            for stage in stages
        ),
    ]


def _tell_one_worker(result: dict[str, Any]) -> list[str]:
    alone, crew = result["alone"], result["machine"]["cores"]
    return [
        f"With one worker, once, {alone['frames']} frames, ms a frame:",
        "",
        f"| model | bare, 1 process | whole, 1 worker | pose stage, {crew} workers ÷ 1 |",
        "| --- | --: | --: | --: |",
        *(
            f"| {model} | {row['bare_one_process']:.1f} | {row['whole_one_worker']:.1f} "
            f"| {_judge(row['pose_many_over_one'], MOST_TWO_WORKERS)} |"
            for model, row in alone["models"].items()
        ),
    ]


def _tell_films(result: dict[str, Any]) -> list[str]:
    films, models = result["films"], list(result["medians"])
    return [
        f"Other films, once, {films['frames']} frames, the whole, ms a frame of the film:",
        "",
        "| film | " + " | ".join(models) + " |",
        "| --- |" + " --: |" * len(models),
        *(
            f"| {film.replace('x', '×').replace('@', ', ')} frames/s | "
            + " | ".join(f"{row[model]:.1f}" for model in models)
            + " |"
            for film, row in films["whole"].items()
        ),
    ]


def _tell_again(result: dict[str, Any]) -> list[str]:
    again = result["again"]
    return [
        f"The same film of {again['film_s']:.0f} s asked again on the command line, with "
        f"{again['model']} and `--no-video`:",
        "",
        "| question | s |",
        "| --- | --: |",
        *(f"| {name} | {seconds:.1f} |" for name, seconds in again["s"].items()),
    ]


def _judge(ratio: float, bar: float) -> str:
    return f"{ratio:.2f} ({'within' if ratio <= bar else 'over'} {bar:g})"
