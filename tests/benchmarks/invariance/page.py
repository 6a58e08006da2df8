"""The results as a page of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.cells import grid, number, percent
from benchmarks.invariance.bounds import ASKED, OF_CHANGES, OF_HARD, WORST, name_groups
from benchmarks.invariance.measured import COLUMNS
from benchmarks.invariance.variants import CROP_BODIES, VARIANTS, ZOOM

Numbers = Mapping[str, Any]

NOTES = f"""\
Every clip is measured as itself and changed in ways that leave the runner as he is; what is
measured must stay. **Difference** is variant minus itself, over the strides that both have (both
contacts within 80 ms), after what a turn must add: the film turned by 4° clockwise adds 4° to lean,
tilt and head of a runner who faces right, takes 4° from those of one who faces left, and the other
way round for the lift of the thigh. *Level*: mean of these strides. *Change*: mean of those in the
last third of the clip minus mean of those in the first third. Nothing here is about truth: a number
can be wrong and stay.

The clip itself is written anew as well, at the quality of the variants. Parts of clips are used,
since the network takes most of the time; the table of clips says which. Samples show virtual
runners; the others are footage of people that is no part of the project: of these there are only
numbers here. Films keep their size and their true times unless it is what they change. A shift is
towards the side with more room, and up or down no further than the runner stays in the picture; a
zoom (by {ZOOM:g}) stops there too. The cropped picture holds the runner's whole way and is
{CROP_BODIES:g} bodies high, less where the picture ends. What sets in is not there in the first
third of the clip, grows in the second and is complete in the last.

**Bounds.** Asked are levels within 0.2° (lean), 0.3 % (cadence), 0.6° (tilt) and 1.2° (arch) on
average and {WORST:g} × that at worst, over all clips and variants of a group together. "Half that
again for changes" is read as {OF_CHANGES:g} of these bounds, since an error that stays the same all
along a run falls out of a change. {OF_HARD:g} × as much is allowed where the picture itself loses
something: frames, light, sharpness, by compression or noise (the last two are not named in what is
asked, nor is the first second, which is held to the narrow bounds)."""

_KEY = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "head_forward_deg")
#: Units that are written otherwise: factor and decimals.
_WRITTEN = {
    "deg": (1.0, 2),
    "steps/min": (1.0, 2),
    "s": (1000.0, 1),
    "trunk lengths": (1000.0, 1),
    "%": (1.0, 2),
    "correlation": (1.0, 3),
    "m": (1.0, 3),
    "cm": (1.0, 2),
}


def page(results: Numbers) -> str:
    """Write what `table.write_results` puts into results.json as Markdown."""
    variants = list(results["events"])
    parts = [
        "# What only changes the film",
        "\n".join(f"- {key}: {value}" for key, value in results["about"].items()),
        NOTES,
        "## What is asked",
        "\n".join(f"- *{words}*: {names}" for words, names in name_groups().items()),
        _asked(results),
        "## Refusals",
        _refusals(results["refusals"]),
        "## Levels",
        "Mean absolute difference, and the one that is furthest off with its sign.",
        _overview(results["differences"]["level"]),
        "## Changes",
        _overview(results["differences"]["change"]),
        *_each_clip(results, variants),
        "## All levels",
        "Mean absolute difference; cadence in %, times in ms, trunk lengths in thousandths.",
        _all(results["differences"]["level"], variants),
        "## All changes",
        _all(results["differences"]["change"], variants),
        "## Events",
        _events(results["events"]),
        "## Warnings",
        _warnings(results["warnings"]),
        "## Clips",
        _clips(results),
        "## Variants",
        grid("variant | what is done", [[v.name, v.words] for v in VARIANTS.values()]),
    ]
    return "\n\n".join(parts) + "\n"


def _asked(results: Numbers) -> str:
    rows = []
    for asked in results["asked"]:
        rows.append(
            [
                f"{asked['measure']}: {asked['part']}",
                asked["variants"],
                f"{asked['mean_bound']:g} / {asked['worst_bound']:g}",
                f"{number(asked['mean'])} / {number(asked['worst'])}",
                asked["where"],
                str(asked["n"]),
                asked["met"],
            ]
        )
    refused = results["refusals"]
    met = "yes" if refused["same"] == refused["pairs"] else "no"
    counted = f"{refused['same']} of {refused['pairs']}"
    rows.append(["refusal and its reason the same", "all", "all", counted, "", "", met])
    return grid("what | in | asked (mean / worst) | measured | worst in | pairs | met", rows)


def _refusals(refusals: Numbers) -> str:
    itself = [[clip, how] for clip, how in refusals["itself"].items()]
    others = [[o["clip"], o["variant"], o["itself"], o["variant_is"]] for o in refusals["others"]]
    text = grid("clip | low back of the clip itself", itself)
    if others:
        text += "\n\nOtherwise in:\n\n" + grid("clip | variant | itself | variant is", others)
    return text


def _overview(differences: Numbers) -> str:
    rows = [
        [
            variant,
            *(
                f"{number(m[name]['mean_abs'])} / {number(m[name]['worst'], signed=True)}"
                for name in (*_KEY, "cadence_spm")
            ),
            str(m["trunk_lean_deg"]["n"]),
            str(m["pelvic_tilt_deg"]["n"]),
        ]
        for variant, m in differences.items()
    ]
    return grid(
        "variant | lean, ° | tilt, ° | arch, ° | head, ° | cadence, % | clips | backs", rows
    )


def _each_clip(results: Numbers, variants: list[str]) -> list[str]:
    """Signed differences of the main angles, clip by clip."""
    parts = []
    for name in _KEY[:3]:
        title = ASKED[name][1]
        for part in ("level", "change"):
            rows = [
                [
                    clip,
                    number(next(iter(found.values()))[name]["itself"], 1),
                    *(
                        number(found.get(v, {}).get(name, {}).get(part), signed=True)
                        for v in variants
                    ),
                ]
                for clip, found in results["by_clip"].items()
            ]
            head = " | ".join(["clip", "level itself", *variants])
            parts += [f"## Clip by clip: {part} of {title}", grid(head, rows)]
    return parts


def _all(differences: Numbers, variants: list[str]) -> str:
    rows = []
    for name, unit in COLUMNS.items():
        factor, decimals = _WRITTEN[unit]
        cells = [differences[variant][name]["mean_abs"] for variant in variants]
        rows.append([name, *(number(c if c is None else factor * c, decimals) for c in cells)])
    return grid(" | ".join(["measure", *variants]), rows)


def _events(events: Numbers) -> str:
    rows = []
    for variant, found in events.items():
        cells = []
        for event in found.values():
            share = event["matched"] / event["itself"] if event["itself"] else None
            cells.append(
                f"{percent(share)}, +{event['extra']}: {number(event['mean_ms'], 1, signed=True)}, "
                f"{number(event['mae_ms'], 1)}"
            )
        rows.append([variant, *cells])
    words = (
        "Share of the clip's events that are found within 80 ms, how many more there are; mean "
        "difference (+ later) and mean absolute difference, ms.\n\n"
    )
    return words + grid(
        "variant | initial contact, near | toe-off, near | initial contact, far | toe-off, far",
        rows,
    )


def _warnings(warnings: Numbers) -> str:
    rows = [
        [variant, code, str(counts["added"]), str(counts["lost"])]
        for variant, codes in warnings.items()
        for code, counts in codes.items()
    ]
    if not rows:
        return "The same in every variant of every clip."
    return grid("variant | warning | clips that get it | clips that lose it", rows)


def _clips(results: Numbers) -> str:
    rows = []
    for clip, used in results["clips"].items():
        strides = results["strides"].get(clip, {})
        counts = [found["both"] for found in strides.values()]
        own = next(iter(strides.values()), {"itself": 0})["itself"]
        last = used["first_frame"] + used["frames"] - 1
        fewest = str(min(counts)) if counts else "–"
        rows.append([clip, f"{used['first_frame']} to {last}", str(own), fewest])
    return grid("clip | frames used | strides | fewest strides that a variant shares", rows)
