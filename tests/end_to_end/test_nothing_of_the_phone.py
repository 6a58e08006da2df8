"""What a phone writes into its videos, and where a file lies, is in no file of a run."""

from __future__ import annotations

import getpass
import re
import zlib
from pathlib import Path

import av
import pytest
from pipeline_fakes import film, network, see
from watch_files import write_gpx

import posture

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

#: What phones write: place, device, person.
SECRETS = {
    "location": "+52.5163+013.3777/",
    "com.apple.quicktime.location.ISO6709": "+52.5163+013.3777/",
    "com.apple.quicktime.model": "Phone of Nobody 12",
    "com.android.version": "secret-os-9",
    "artist": "Secret Runner",
    "comment": "secret-comment-7",
}


def add_secrets(clip: Path, folder: Path) -> Path:
    """Copy a clip into a folder, with what a phone would add."""
    folder.mkdir()
    out = folder / clip.name
    with (
        av.open(str(clip)) as source,
        av.open(str(out), "w", options={"movflags": "use_metadata_tags"}) as target,
    ):
        target.metadata.update(SECRETS)
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return out


def read_everything(folder: Path) -> dict[str, bytes]:
    """All files of a run; compressed parts of pictures unpacked, tables as they are."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            texts = data.split(b"zTXt")[1:] + data.split(b"iTXt")[1:]
            for part in texts:
                try:
                    data += zlib.decompressobj().decompress(part.split(b"\0\0", 1)[-1], 10_000)
                except zlib.error:
                    continue
            found[str(path.relative_to(folder))] = data
    return found


@pytest.mark.slow  # with the charts, which take seconds
def test_nothing_of_the_phone_or_the_machine_is_in_a_run(tmp_path, monkeypatch):
    clip = add_secrets(film(tmp_path / "run.mp4", 8.0), tmp_path / "secret-folder")
    with av.open(str(clip)) as file:
        assert "Secret Runner" in file.metadata.values()  # so that it could be found
    monkeypatch.chdir(tmp_path)
    watch = write_gpx(tmp_path / "secret-folder" / "watch.gpx", range(0, 20))
    places = re.findall('lat="([0-9.]{12})"', watch.read_text())
    assert len(places) == 20
    with network(see, charts=True):
        run = posture.analyze(clip, out=tmp_path / "secret-runs" / "one", pace=watch, csv=True)
    assert run.path is not None
    everything = read_everything(run.path)
    assert {"summary.json", "report.html", "annotated.mp4", "frames.parquet"} <= set(everything)
    words = [*SECRETS.values(), "52.5163", "secret-folder", "secret-runs", str(tmp_path)]
    words += places
    if len(getpass.getuser()) > 4:  # a short name may stand in any file by chance
        words.append(getpass.getuser())
    for name, data in everything.items():
        for word in words:
            assert word.encode() not in data, f"{word!r} is in {name}"
