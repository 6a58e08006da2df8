from base64 import b64decode

from posture.report import links


def test_names_of_files_are_quoted():
    assert links.relative("a #1?.mp4") == "a%20%231%3F.mp4"


def test_a_picture_within_the_page_is_the_file_itself(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8 picture")
    kind, _, text = links.embedded(tmp_path, "a.jpg").partition(",")
    assert kind == "data:image/jpeg;base64"
    assert b64decode(text) == b"\xff\xd8 picture"


def test_clips_are_weighed_together(tmp_path, monkeypatch):
    monkeypatch.setattr(links, "MOST_CLIP_BYTES", 10)
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / name).write_bytes(b"123456")
    assert links.clips_fit(tmp_path, ["a.mp4"])
    assert not links.clips_fit(tmp_path, ["a.mp4", "b.mp4"])
    assert not links.clips_fit(tmp_path, ["missing.mp4"])
