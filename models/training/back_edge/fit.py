"""Fit the network to strips with true edges, varied in all that must not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor, nn

from models.training.back_edge.network import EdgeNetwork
from models.training.back_edge.strips import STEPS, Strips
from models.training.back_edge.variation import vary
from posture.pose.back_edge import DEPTHS, decode, join_channels

#: Rounds over all strips, strips at a time, and the largest step.
ROUNDS, BATCH, RATE = 13, 32, 3e-3
#: SD of the places that are accepted around the true one, samples.
BLURRED = 0.8
#: Weight of edges that are hidden: they can only be guessed.
HIDDEN_WEIGHT = 0.15
#: Least chance of being seen with which an edge is read.
READ_FROM = 0.5


def train_network(
    strips: Strips, seed: int, report: Callable[[str], None], rounds: int = ROUNDS
) -> EdgeNetwork:
    """Train a network; the same strips and seed give the same one.

    Parameters
    ----------
    strips
        To learn from.
    seed
        Of weights, order and variation.
    report
        Called with a line a round.
    rounds
        How often all strips are shown.
    """
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    network = EdgeNetwork()
    steps = rounds * (len(strips.edge) // BATCH)
    chosen = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-3)
    pace = torch.optim.lr_scheduler.OneCycleLR(chosen, RATE, total_steps=steps, pct_start=0.15)
    for number in range(rounds):
        network.train()
        lost = []
        for inputs, edge in _batches(strips, draw):
            chosen.zero_grad()
            loss = _measure_loss(network(inputs), edge)
            loss.backward()
            chosen.step()
            pace.step()
            lost.append(float(loss))
        report(f"round {number + 1} of {rounds}: loss {np.mean(lost):.3f}")
    return network.eval()


@torch.no_grad()
def measure_errors(network: EdgeNetwork, strips: Strips) -> dict[str, float]:
    """Measure how well a network reads strips that it has not seen.

    Returns
    -------
    dict
        ``seen_read``: share of the seen edges that are read; ``read_seen``: share of those read
        that are truly seen; ``median, p95``: error of those read and seen, trunk lengths;
        ``hidden_median``: the same of hidden edges.
    """
    found = np.concatenate(
        [
            decode(network(_describe(strips.colours[k : k + 64], strips.body[k : k + 64])).numpy())
            for k in range(0, len(strips.edge), 64)
        ]
    )
    true, seen = strips.edge[..., 0], strips.edge[..., 1] > 0
    known = np.isfinite(true)
    read = found[..., 1] > READ_FROM
    off = np.abs(found[..., 0] - true)
    both, hidden = read & seen & known, known & ~seen
    return {
        "seen_read": float(read[seen].mean()),
        "read_seen": float(seen[read].mean()),
        "median": float(np.median(off[both])),
        "p95": float(np.quantile(off[both], 0.95)),
        "hidden_median": float(np.median(off[hidden])),
    }


def _batches(strips: Strips, draw: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    order = draw.permutation(len(strips.edge))
    for k in range(0, len(order) - BATCH + 1, BATCH):
        which = order[k : k + BATCH]
        colours, body = vary(strips.colours[which], strips.body[which], draw)
        yield _describe(colours, body), torch.from_numpy(strips.edge[which])


@torch.no_grad()
def _describe(colours: np.ndarray, body: np.ndarray) -> Tensor:
    """Make the network's input of kept strips."""
    return torch.from_numpy(join_channels(colours, body.astype(np.float32) / STEPS))


def _measure_loss(answer: Tensor, edge: Tensor) -> Tensor:
    depths, seen = answer[:, :-1].transpose(1, 2), answer[:, -1]
    at, truly = edge[..., 0], edge[..., 1]
    known = torch.isfinite(at)
    step = float(DEPTHS[1] - DEPTHS[0])
    number = torch.arange(len(DEPTHS))
    place = (torch.nan_to_num(at) - float(DEPTHS[0])) / step
    wanted = torch.exp(-((number - place[..., None]) ** 2) / (2 * BLURRED**2))
    wanted = wanted / wanted.sum(dim=-1, keepdim=True).clamp(min=1e-9)
    cost = -(wanted * torch.log_softmax(depths, dim=-1)).sum(dim=-1)
    weight = known * torch.where(truly > 0, 1.0, HIDDEN_WEIGHT)
    told = nn.functional.binary_cross_entropy_with_logits(seen, truly)
    return (weight * cost).sum() / weight.sum() + told


def join(parts: list[Strips]) -> Strips:
    """Put the strips of several clips together."""
    return Strips(
        np.concatenate([one.colours for one in parts]),
        np.concatenate([one.body for one in parts]),
        np.concatenate([one.edge for one in parts]),
    )
