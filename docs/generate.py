"""Write the pages that follow from the program itself: `python docs/generate.py`.

`docs/cli.md` comes from the commands, and so from the options' own descriptions, and
`docs/glossary.md` from `posture.results.glossary`. The tables of measures and columns in
`docs/outputs.md` come from the registry; the rest of that page is written by hand, and so are the
fields of `summary.json`. A test checks that the pages are current.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
MARK = "<!-- {} {}: written by docs/generate.py -->"


def main() -> None:
    """Write the pages."""
    for page, text in pages().items():
        (DOCS / page).write_text(text, encoding="utf-8")
        print(f"docs/{page}")


def pages() -> dict[str, str]:
    """Make the text of each generated page, by its name in `docs/`."""
    return {"cli.md": cli_page(), "outputs.md": outputs_page(), "glossary.md": glossary_page()}


# --- the command line ---


def cli_page() -> str:
    """List every command with its arguments and options."""
    from typer.main import get_command

    from posture.cli import app

    root = get_command(app)
    parts = [
        "# Command line",
        "<!-- Written by docs/generate.py, not by hand. -->",
        "Every command answers `--help`; `posture --version` prints the version. Times are those "
        "of the file as it plays, from its first frame: `75`, `1:15`, `1:02:03` or `80%`. A window "
        "is two times with a dash: `6:00-7:00`, `80%-100%`.",
        "Results go to `runs/<video name>`. An existing folder is never overwritten: a number is "
        "added. Files appear whole or not at all.",
        *(part for name, command in _commands(root) for part in _command(name, command)),
        _exit_codes(),
    ]
    return "\n\n".join(parts) + "\n"


def _commands(group: Any, prefix: str = "posture") -> Iterable[tuple[str, Any]]:
    for name, command in group.commands.items():
        full = f"{prefix} {name}"
        if hasattr(command, "commands"):
            yield from _commands(command, full)
        else:
            yield full, command


def _command(name: str, command: Any) -> list[str]:
    shown = [p for p in command.params if not getattr(p, "hidden", False)]
    arguments = [p for p in shown if p.param_type_name == "argument"]
    options = [p for p in shown if p.param_type_name == "option" and "--help" not in p.opts]
    usage = " ".join(
        [name, *(_argument(p) for p in arguments), *(["[OPTIONS]"] if options else [])]
    )
    parts = [f"## {name}", _plain(command.help), f"```text\n{usage}\n```"]
    if examples := _examples(command):
        parts.append(f"```sh\n{examples}\n```")
    if arguments:
        rows = [(f"`{_argument(p)}`", _plain(getattr(p, "help", ""))) for p in arguments]
        parts.append(_table(("Argument", "What it is"), rows))
    for panel, members in _panels(options):
        if panel:
            parts.append(f"**{panel}**")
        rows = [(_option(p), _said(p), _default(p)) for p in members]
        parts.append(_table(("Option", "What it does", "Default"), rows))
    return parts


def _examples(command: Any) -> str:
    """Commands from the end of the help, one a line."""
    lines = [_plain(part) for part in (command.epilog or "").split("\n\n")]
    return "\n".join(line for line in lines if line.startswith("posture "))


def _said(option: Any) -> str:
    """Join the help of an option with what only the documentation says of it."""
    from posture.settings.options import Settings

    known = {known.flag: known for known in Settings.options().values()}.get(option.opts[0])
    return _plain(f"{option.help} {known.details if known else ''}")


def _panels(options: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Options by the group that they are shown in, in order."""
    panels: dict[str, list[Any]] = {}
    for option in options:
        panels.setdefault(str(getattr(option, "rich_help_panel", None) or ""), []).append(option)
    return list(panels.items())


def _argument(parameter: Any) -> str:
    metavar = str(parameter.metavar or parameter.name.upper())
    return metavar if parameter.required else f"[{metavar.strip('[]')}]"


def _option(parameter: Any) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    if parameter.is_flag:
        return f"`{names}`"
    metavar = str(parameter.metavar or parameter.name.upper())
    return f"`{names} {metavar}`" + (" (repeatable)" if parameter.multiple else "")


def _default(parameter: Any) -> str:
    if parameter.is_flag or parameter.default in (None, [], (), ""):
        return ""
    return f"`{parameter.default}`"


def _exit_codes() -> str:
    from posture import errors
    from posture.console import INTERRUPTED

    codes = {
        0: "done",
        errors.OutputError.exit_code: "a fault of ours, or the results could not be written",
        errors.UsageError.exit_code: "wrong usage",
        errors.VideoError.exit_code: "the file cannot be read as video",
        errors.NoRunnerError.exit_code: "no runner can be measured in it; the report says why",
        errors.ModelError.exit_code: "a pose model is missing or damaged",
        INTERRUPTED: "stopped with Ctrl-C, by a request to end or because the terminal was "
        "closed; no results were written (of a batch, runs that are measured stay), and what was "
        "measured is kept unless --no-keep was given",
    }
    rows = [(str(code), meaning) for code, meaning in codes.items()]
    return (
        f"## Exit codes\n\n{_table(('Code', 'Meaning'), rows)}\n\nAn error is one sentence on "
        "standard error, without a traceback; `--debug` shows it."
    )


# --- files and columns ---


def outputs_page() -> str:
    """Make the tables of the page anew and leave the rest as it is."""
    text = (DOCS / "outputs.md").read_text(encoding="utf-8")
    for name, table in (
        ("frames", columns_table("frames")),
        ("strides", columns_table("strides")),
        ("measures", measures_table()),
        ("pairs", pairs_table()),
    ):
        begin, end = MARK.format("begin", name), MARK.format("end", name)
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        written = f"{begin}\n\n{table}\n\n{end}".replace("\\", r"\\")
        text, found = pattern.subn(written, text)
        if found != 1:
            raise SystemExit(f"docs/outputs.md needs the marks of the table {name} once")
    return text


def columns_table(which: str) -> str:
    """Every column of frames.parquet or strides.parquet, in order."""
    from posture import measures

    table = {"frames": measures.FRAME_TABLE, "strides": measures.STRIDE_TABLE}[which]
    rows = [_column(entry, by_frame=which == "frames") for entry in table]
    return _table(("Column", "Type", "Unit", "What it is"), rows)


def _column(entry: Any, *, by_frame: bool) -> tuple[str, ...]:
    """Row of a measure or of another column."""
    from posture.measures import Measure

    if isinstance(entry, Measure):
        words = entry.words
        meaning = (by_frame and words.by_frame) or words.meaning
        if entry.side:
            meaning = f"{words.title}: {meaning[0].lower()}{meaning[1:]}"
        kind, meaning = "float", meaning.format(near="near", far="far")
    else:
        kind = entry.dtype
        meaning = entry.meaning + (" (only in some runs)" if entry.optional else "")
    return f"`{entry.name}`", kind, entry.unit.stored, meaning


def measures_table() -> str:
    """Every measure that is compared from early to late."""
    from posture.measures import COMPARED

    rows = [
        (
            f"`{m.name}`",
            m.unit.stored,
            m.group,
            f"{m.smallest_change:g}",
            "not known: not compared" if m.method_error is None else f"{m.method_error:g}",
            m.words.more,
        )
        for m in COMPARED
    ]
    head = ("Measure", "Unit", "Group", "Smallest change", "Method's error", "+ looks like")
    return _table(head, rows)


def pairs_table() -> str:
    """Every pair of measures that both legs have."""
    from posture.measures import PAIRS

    rows = [
        (f"`{legs.pair.name}`", f"`{legs.near.name}`", f"`{legs.far.name}`", legs.near.unit.stored)
        for legs in PAIRS
    ]
    return _table(("Name", "Near", "Far", "Unit"), rows)


# --- words ---


def glossary_page() -> str:
    """List every term and what it means."""
    from posture.results.glossary import GLOSSARY

    rows = [(", ".join((term.name, *term.also)), term.meaning) for term in GLOSSARY]
    parts = [
        "# Glossary",
        "<!-- Written by docs/generate.py, not by hand. -->",
        "The words of the answer and of the page, one plain definition each.",
        _table(("Term", "What it means"), rows),
    ]
    return "\n\n".join(parts) + "\n"


# --- text ---


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|") if text else " "


def _plain(text: str | None) -> str:
    """One paragraph without the marks that the terminal needs."""
    return " ".join(re.sub(r"\[/?[a-z ]+\]", "", text or "").split())


if __name__ == "__main__":
    main()
