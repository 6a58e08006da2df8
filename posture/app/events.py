"""News for open pages, as server-sent events: what changed, so that a page can ask again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

HEARTBEAT_S = 15.0
"""An open page hears something at least so often, seconds; so a lost one is noticed."""

MOST_WAITING = 200
"""Most news that wait for a slow page; older ones are dropped, as later ones replace them."""


class Events:
    """Sends news to all open pages."""

    def __init__(self) -> None:
        self._readers: set[asyncio.Queue[str]] = set()
        self._closed = False

    @property
    def readers(self) -> int:
        """How many pages listen."""
        return len(self._readers)

    def publish(self, kind: str, **values: Any) -> None:
        """Send something to all pages that are open now."""
        text = f"event: {kind}\ndata: {json.dumps(values)}\n\n"
        for reader in self._readers:
            if reader.full():
                reader.get_nowait()
            reader.put_nowait(text)

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        self.publish("end")

    async def listen(self) -> AsyncIterator[str]:
        """Yield news as they come, until the server ends."""
        reader: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._readers.add(reader)
        try:
            yield "event: hello\ndata: {}\n\n"
            while not self._closed:
                try:
                    yield await asyncio.wait_for(reader.get(), HEARTBEAT_S)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._readers.discard(reader)
