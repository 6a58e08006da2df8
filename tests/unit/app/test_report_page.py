"""The report gets a bar, and keeps its own policy."""

import re

from helpers_run import make_run

from posture.app.report_page import CLOSED, add_bar
from posture.report import write_report


def test_posture_own_page_keeps_its_hashes_and_gets_the_bar(tmp_path):
    html = write_report(make_run(), tmp_path, has_video=False).read_text()
    shown, policy = add_bar(html, [("/library", "Library & more")])
    assert "<meta http-equiv" not in shown
    assert '<a href="/library">Library &amp; more</a>' in shown
    own = set(re.findall(r"sha256-[A-Za-z0-9+/=]+", html))
    assert len(own) == 2
    assert own == set(re.findall(r"sha256-[A-Za-z0-9+/=]+", policy))
    assert "style-src 'self' 'sha256-" in policy
    assert re.search(r"script-src 'sha256-[^;]*'; img", policy)


def test_a_page_without_a_policy_runs_nothing():
    html = "<html><body><script>steal()</script></body></html>"
    assert add_bar(html, []) == (html, CLOSED)


def test_a_policy_that_allows_more_is_not_taken_over():
    html = (
        '<meta http-equiv="Content-Security-Policy" content="default-src *; script-src '
        "'unsafe-inline' https://evil.example\"><body></body>"
    )
    _, policy = add_bar(html, [])
    assert "unsafe" not in policy
    assert "evil" not in policy
    assert "script-src 'none'" in policy
