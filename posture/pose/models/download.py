"""Download a file from an address, within limits of size and time."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

#: Longest time to connect, and between two answers, seconds: the next source may be within reach.
_ANSWER_S = 5.0
#: Slowest download, bytes a second on average: 30 MB in 25 minutes.
_SLOWEST = 20_000
#: Time after which the average counts, seconds.
_SETTLED_S = 15.0
#: Bytes read at a time.
_CHUNK = 1 << 16


class SourceError(Exception):
    """A source could not provide the model; the message is the short reason."""


def download(
    address: str,
    target: Path,
    most: int,
    report: Callable[[int, int], None],
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Write what an address serves into a file, unchecked.

    Parameters
    ----------
    address
        Where from.
    target
        The file to write.
    most
        Bytes that are read at most.
    report
        Called with the bytes done and the bytes in all, 0 where the address does not state them.
    clock
        Seconds; for tests.

    Raises
    ------
    SourceError
        The address cannot be reached, is slower than 20 kB a second, stops, or gives too much.
    OSError
        The file cannot be written.
    """
    began = clock()
    try:
        answer = urllib.request.urlopen(address, timeout=_ANSWER_S)
        with answer, target.open("wb") as out:
            total, done = _read_length(answer.headers.get("Content-Length")), 0
            # read1 returns what has arrived: a server that sends a byte a second is noticed
            while (
                chunk := answer.read1(_CHUNK) if hasattr(answer, "read1") else answer.read(_CHUNK)
            ):
                out.write(chunk)
                done += len(chunk)
                if done > most:
                    raise SourceError("serves more than a model")
                seconds = clock() - began
                if seconds > _SETTLED_S and done < _SLOWEST * seconds:
                    raise SourceError("is too slow")
                report(done, total)
    except urllib.error.HTTPError as error:
        raise SourceError(f"answered {error.code}") from error
    except TimeoutError as error:
        raise SourceError("stopped answering") from error
    except (urllib.error.URLError, ConnectionError) as error:
        raise SourceError("cannot be reached") from error
    except (http.client.HTTPException, ValueError) as error:
        raise SourceError("gives no sensible answer") from error
    if total and done < total:
        raise SourceError(f"stopped after {done} of {total} bytes")


def _read_length(text: str | None) -> int:
    """Read how many bytes are announced; 0 if that is no number."""
    return int(text) if text and text.isdecimal() and len(text) < 16 else 0
