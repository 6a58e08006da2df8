"""The network: a strip in; out, for each station along the trunk, where the back ends if seen."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from posture.pose.back_edge import CHANNELS, DEPTHS
from posture.pose.types import STATIONS

#: Channels of the layers, from the strip's own size down to an eighth of it.
WIDTHS = (12, 24, 40, 56)


class _Twice(nn.Sequential):
    """Two convolutions."""

    def __init__(self, given: int, wide: int) -> None:
        super().__init__(
            nn.Conv2d(given, wide, 3, padding=1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU(),
            nn.Conv2d(wide, wide, 3, padding=1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU(),
        )


class EdgeNetwork(nn.Module):
    """A U-net (Ronneberger, Fischer and Brox 2015) with a second output for what is seen."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (CHANNELS, *WIDTHS)
        self.down = nn.ModuleList(_Twice(a, b) for a, b in pairwise(sizes))
        self.up = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(WIDTHS[i] + WIDTHS[i + 1], WIDTHS[i], 3, padding=1, bias=False),
                nn.BatchNorm2d(WIDTHS[i]),
                nn.ReLU(),
            )
            for i in reversed(range(len(WIDTHS) - 1))
        )
        self.place = nn.Conv2d(WIDTHS[0], 1, 1)
        self.seen = nn.Sequential(
            nn.Conv2d(2 * WIDTHS[0], 24, (3, 1), padding=(1, 0)),
            nn.ReLU(),
            nn.Conv2d(24, 1, (3, 1), padding=(1, 0)),
        )

    def forward(self, strips: Tensor) -> Tensor:
        """Read strips, ``(n, 8, 48, 64)`` → ``(n, 65, 48)``, see `back_edge.decode`."""
        levels = []
        now = strips
        for number, layer in enumerate(self.down):
            now = layer(now)
            if number < len(self.down) - 1:
                levels.append(now)
                now = nn.functional.max_pool2d(now, 2)
        for layer in self.up:
            now = interpolate(now, scale_factor=2.0, mode="nearest")
            now = layer(torch.cat([now, levels.pop()], dim=1))
        place = self.place(now)
        over = torch.softmax(place, dim=3)
        along = torch.cat(
            [(now * over).sum(dim=3, keepdim=True), now.mean(dim=3, keepdim=True)], dim=1
        )
        seen = self.seen(along)[:, :, :, 0]
        return torch.cat([place[:, 0].transpose(1, 2), seen], dim=1)


def write_onnx(network: EdgeNetwork, path: Path) -> None:
    """Write a network as `posture.pose.back_edge.BackEdgeReader` reads it."""
    network.eval()
    strip = torch.zeros(1, CHANNELS, len(STATIONS), len(DEPTHS))
    torch.onnx.export(
        network, (strip,), str(path), opset_version=13, dynamo=False,
        input_names=["strip"], output_names=["edge"],
    )  # fmt: skip
