"""The report of a run as this server shows it: posture's own page with a bar above it."""

from __future__ import annotations

import re
from html import escape, unescape

_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
_BODY = re.compile(r"<body[^>]*>")

CLOSED = "default-src 'none'; sandbox"
"""Policy of a page that has none of its own: it is shown, and nothing in it runs."""


def add_bar(html: str, links: list[tuple[str, str]]) -> tuple[str, str]:
    """Put a bar with links above a report.

    A report states its own policy in its text, which lets its own style and script run and nothing
    else. It is taken out and given back as a header that also takes the bar's style from here.

    Parameters
    ----------
    html
        The page.
    links
        ``(address, text)`` of each link.

    Returns
    -------
    html, policy
        The page, and its content security policy.
    """
    found = _META.search(html)
    body = _BODY.search(html)
    if found is None or body is None:
        return html, CLOSED
    own = {
        name: value
        for name, _, value in (
            part.strip().partition(" ") for part in unescape(found[1]).split(";")
        )
    }
    style, script = (" ".join(_HASH.findall(own.get(f"{n}-src", ""))) for n in ("style", "script"))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' {style}",
            f"script-src {script or repr('none')}",
            "img-src 'self' data:",
            "media-src 'self' data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    items = "".join(f'<a href="{escape(to)}">{escape(text)}</a>' for to, text in links)
    bar = (
        '<link rel="stylesheet" href="/static/bar.css">'
        f'<nav class="posture-bar" aria-label="posture">{items}</nav>'
    )
    with_bar = html[: body.end()] + bar + html[body.end() :]
    return with_bar.replace(found[0], "", 1), policy
