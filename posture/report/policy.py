"""What the page may load and run: its own style and script, and files beside it, nothing else."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256


def content_policy(style: str, script: str) -> str:
    """Write the content security policy of a page.

    Parameters
    ----------
    style, script
        Text of the page's only style and only script, to the character as they stand between their
        tags. Whatever else a page might contain, such as a name with markup in it, is not run.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src 'self' file: data:",
            "media-src 'self' file: data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
