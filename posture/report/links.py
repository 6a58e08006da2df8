"""How the page names its files: beside it in the run's folder, or inside the page itself."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

#: Kinds of files that a page can hold, by suffix.
_KINDS = {".jpg": "image/jpeg", ".png": "image/png", ".mp4": "video/mp4"}
#: Clips of more bytes in all are left out of a page that is to be sent: mail rarely takes more
#: than 20 MB, and a file within a page is a third larger.
MOST_CLIP_BYTES = 12_000_000


def relative(path: str) -> str:
    """Address of a file beside the page."""
    return quote(path)


def embedded(folder: Path, path: str) -> str:
    """Content of a picture of the run's folder as an address."""
    kind = _KINDS[Path(path).suffix]
    return f"data:{kind};base64,{read_base64(folder / path)}"


def read_base64(path: Path) -> str:
    """Content of a file in base64."""
    return b64encode(path.read_bytes()).decode("ascii")


def clips_fit(folder: Path, files: list[str]) -> bool:
    """Whether the clips are small enough to be put into one page."""
    sizes = [(folder / file).stat().st_size for file in files if (folder / file).is_file()]
    return len(sizes) == len(files) and sum(sizes) <= MOST_CLIP_BYTES
