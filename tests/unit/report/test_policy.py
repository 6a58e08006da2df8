from base64 import b64encode
from hashlib import sha256

from posture.report.policy import content_policy


def test_only_the_one_script_and_the_one_style_are_let_run():
    policy = content_policy("p { }", "let a = 1 < 2;")
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    digest = b64encode(sha256(b"let a = 1 < 2;").digest()).decode()
    assert parts["script-src"] == f"'sha256-{digest}'"
    assert parts["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
