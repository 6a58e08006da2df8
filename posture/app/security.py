"""What every request must show before anything is done for it, and what every answer says.

A page of another site that is open in the same browser can send requests to this machine. It is
kept out in several ways, each of which would do alone: the cookie is not sent from other sites
(SameSite=Strict), every request that changes something must come from a page of ours (Origin,
Sec-Fetch-Site), and a name of theirs that points to this machine is not answered (Host).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from posture.app.doors import Doors
from posture.app.instance import KEY_HEADER, KNOCK

Attend = Callable[[str], AbstractContextManager[None]]
"""Makes the context in which a request is answered."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Content security policy of our pages: own files only, no inline script, no inline style."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer says, where it says nothing else of its own."""

SAFE = ("GET", "HEAD")
"""Methods that change nothing."""

OWN_SITES = ("same-origin", "none")
"""Where a request may come from, as browsers say it: a page of ours, or the address bar."""

ENTRANCE = "/enter"
"""Where a phone gives its code."""

_CLOSED = (
    "This page is open only to the browser that posture opened it in. Start posture app again, or "
    "take the address that it prints; each works once."
)


class Guard:
    """Middleware that lets in what `Doors` know, and nothing else.

    Parameters
    ----------
    app
        What is guarded.
    doors
        Tokens and sessions.
    hosts
        Names under which the server is reached, with the port, such as ``127.0.0.1:4321``.
    attend
        Makes the context, given the path, in which a request that is let in is answered.
    """

    def __init__(self, app: ASGIApp, doors: Doors, hosts: frozenset[str], attend: Attend) -> None:
        self._app, self._doors, self._hosts, self._attend = app, doors, hosts, attend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no web sockets here
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        answer = self._answer(request)
        if answer is not None:
            await answer(scope, receive, send_with_headers)
            return
        with self._attend(request.url.path):
            await self._app(scope, receive, send_with_headers)

    def _answer(self, request: Request) -> Response | None:
        """Answer a request that goes no further; None for one that is let in."""
        headers = request.headers
        if headers.get("host", "").lower() not in self._hosts:
            return _refuse("This name is not one of this page's.")
        if request.method not in SAFE and not self._is_own(headers):
            return _refuse("This request does not come from a page of posture.")
        where = (request.method, request.url.path)
        if where == ("GET", "/") and "token" in request.query_params:
            return self._exchange(headers, request.query_params["token"])
        if where == ("POST", KNOCK):
            return self._let_in_again(headers)
        if headers.get("sec-fetch-site", "none") not in OWN_SITES:
            return _refuse("This request does not come from a page of posture.")
        session = request.cookies.get(self._doors.cookie, "")
        if self._doors.is_open(session):
            request.scope.setdefault("state", {})["local"] = self._doors.is_local(session)
            return None
        return self._answer_stranger(request)

    def _answer_stranger(self, request: Request) -> Response | None:
        """Answer a request without the cookie; None for what a phone needs to give its code."""
        path = request.url.path
        if path.startswith("/static/") or (self._doors.code and path == ENTRANCE):
            return None
        if self._doors.code and path == "/" and request.method == "GET":
            return RedirectResponse(ENTRANCE, 303)
        return _refuse(_CLOSED)

    def _is_own(self, headers: Headers) -> bool:
        """Whether a request that changes something comes from a page of ours.

        A browser says so by the page's origin or, in words, by the site; one that says neither is
        no browser of these days.
        """
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return False
        if origin is None:
            return site == "same-origin"
        parts = urlsplit(origin)
        return parts.scheme == "http" and parts.netloc.lower() in self._hosts

    def _exchange(self, headers: Headers, token: str) -> Response:
        """Exchange a token for the cookie; the address that is shown then holds no token."""
        if "prefetch" in headers.get("sec-purpose", headers.get("purpose", "")):
            return _refuse("A token is not used by looking ahead.")
        session = self._doors.use_token(token)
        if session is None:
            return _refuse(_CLOSED)
        return give_cookie(RedirectResponse("/", 303), self._doors, session)

    def _let_in_again(self, headers: Headers) -> Response:
        """Give a token to a second start of the program, which shows the key of this one."""
        if not self._doors.is_key(headers.get(KEY_HEADER, "")):
            return _refuse(_CLOSED)
        return JSONResponse({"token": self._doors.make_token()})


def give_cookie(answer: Response, doors: Doors, session: str) -> Response:
    """Put the session's cookie into an answer."""
    answer.set_cookie(doors.cookie, session, path="/", httponly=True, samesite="strict")
    return answer


def _refuse(why: str) -> Response:
    return PlainTextResponse(why + "\n", 403)
