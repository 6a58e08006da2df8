"""Who may come in: a one-time token for this machine's browser, a one-time code for a phone.

Both are exchanged for a cookie that no script can read and no other site sends. Sessions live as
long as the server and are kept as checksums only.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading

MOST_WRONG_CODES = 5
"""After so many wrong codes no code is taken any more until the server is started anew."""

CODE_DIGITS = 8
"""Digits of a code for a phone: with five tries, one guess in twenty million succeeds."""


class Doors:
    """Tokens, codes and sessions of one server.

    Attributes
    ----------
    cookie
        Name of the cookie; the port is in it, because browsers send cookies to all ports.
    key
        What a second start of the program shows to get a token, see `posture.app.instance`.
    """

    def __init__(self, port: int, *, share: bool = False) -> None:
        self.cookie = f"posture-{port}"
        self.key = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        self._tokens: set[str] = set()
        self._sessions: dict[str, bool] = {}
        self._code = _make_code() if share else ""
        self._wrong = 0

    def make_token(self) -> str:
        """Make a token that opens one session."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens.add(_checksum(token))
        return token

    def is_key(self, key: str) -> bool:
        """Whether somebody shows the key."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def use_token(self, token: str) -> str | None:
        """Exchange a token for a session; None if it is unknown or was used."""
        with self._lock:
            found = _checksum(token)
            if found not in self._tokens:
                return None
            self._tokens.remove(found)
            return self._open(local=True)

    @property
    def code(self) -> str:
        """The code that a phone is let in with; empty where none is taken."""
        return self._code if self._wrong < MOST_WRONG_CODES else ""

    def use_code(self, code: str) -> str | None:
        """Exchange a code for a session; None if it is wrong, was used or none is taken."""
        given = "".join(letter for letter in code if letter.isdigit())
        with self._lock:
            wanted = self.code
            if not wanted:
                return None
            if not hmac.compare_digest(given.encode(), wanted.encode()):
                self._wrong += 1
                return None
            self._code, self._wrong = _make_code(), 0
            return self._open(local=False)

    def is_open(self, session: str) -> bool:
        """Whether a session was opened."""
        return _checksum(session) in self._sessions

    def is_local(self, session: str) -> bool:
        """Whether it was opened by a browser of this machine, with a token."""
        return self._sessions.get(_checksum(session), False)

    def _open(self, *, local: bool) -> str:
        session = secrets.token_urlsafe(32)
        self._sessions[_checksum(session)] = local
        return session


def _make_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def _checksum(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
