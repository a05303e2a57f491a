"""Teaches the judge of pen strokes: `python -m samples.pens.train --help`.

Needs `torch` and `onnx` beside what the samples need. A number is drawn twice, open and struck, so that nothing but the strokes
tells one from the other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random
from typing import TypeAlias

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import nn

from idcheck.engines.pens import HEIGHT
from samples.canvas import Picture
from samples.networks import Graph, asked, convolutions, drawn, quickly
from samples.pens.numbers import face, pair

PAIRS_PER_FACE = 20
LAYERS = ((5, 2, 1, 24), (3, 2, 1, 40), (3, 1, 1, 64), (3, 2, 1, 64), (3, 2, 1, 96))
BATCH, RATE = 128, 2e-3
"""pairs of a step; and the learning rate at its height"""
TESTS = 3000
"""pairs that are judged after each round, of other seeds"""

Pairs: TypeAlias = NDArray[np.uint8]
"""n × 2 × height × width × 3: open, struck"""


def some(seed: int) -> list[tuple[Picture, Picture]]:
    """The pairs of one drawn side."""
    rng = Random(f"pens {seed}")
    its = face(rng)
    return [both for _ in range(PAIRS_PER_FACE) if (both := pair(rng, its)) is not None]


class Judge(nn.Module):
    """Convolutions; the mean and the most of what the last one finds, and one chance of them."""

    def __init__(self) -> None:
        super().__init__()
        self.layers, self.head = convolutions(LAYERS), nn.Linear(2 * LAYERS[-1][-1], 1)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        found = self.layers(pictures)
        return self.head(torch.cat([found.mean((2, 3)), found.amax((2, 3))], 1))[:, 0]


def batches(pairs: Pairs, rng: np.random.Generator) -> Iterator[torch.Tensor]:
    """Both pictures of each pair side by side, mirrored, turned over, in other colours and light."""
    order = rng.permutation(len(pairs))
    for first in range(0, len(order) - BATCH + 1, BATCH):
        part = torch.from_numpy(pairs[order[first : first + BATCH]].transpose(0, 1, 4, 2, 3).astype(np.float32))
        for index in range(BATCH):
            dims = [dim for dim in (2, 3) if rng.random() < 0.5]
            part[index] = torch.flip(part[index], dims) if dims else part[index]
            if rng.random() < 0.5:
                part[index] = part[index][:, rng.permutation(3)]
        light = torch.from_numpy(rng.uniform(0.75, 1.1, (BATCH, 1, 1, 1, 1)).astype(np.float32))
        yield ((part * light).clamp(0, 255) * (2 / 255) - 1).flatten(0, 1)


def taught(pairs: Pairs, tests: Pairs, rounds: int) -> Judge:
    judge = Judge().to(memory_format=torch.channels_last)
    steps = rounds * (len(pairs) // BATCH)
    optimiser = torch.optim.AdamW(judge.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    wanted, rng = torch.tensor([0.0, 1.0]).repeat(BATCH), np.random.default_rng(1)
    for number in range(rounds):
        judge.train()
        began, losses = time.perf_counter(), []
        for batch in batches(pairs, rng):
            loss = nn.functional.binary_cross_entropy_with_logits(quickly(judge, batch), wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        found = chances(judge, tests)
        told = (
            f"open called struck {(found[:, 0] > 0.5).mean():.2%}, struck called open {(found[:, 1] < 0.5).mean():.2%}"
        )
        print(f"round {number}: loss {np.mean(losses):.4f}, {told}, {time.perf_counter() - began:.0f} s", flush=True)
    return judge


@torch.no_grad()
def chances(judge: Judge, pairs: Pairs) -> NDArray[np.float32]:
    """Of strokes, for both of each pair."""
    judge.eval()
    out = []
    for part in np.array_split(pairs, max(1, len(pairs) // BATCH)):
        pictures = torch.from_numpy(part.reshape(-1, *part.shape[2:]).transpose(0, 3, 1, 2).astype(np.float32))
        out.append(torch.sigmoid(judge(pictures * (2 / 255) - 1)).reshape(-1, 2).numpy())
    return np.concatenate(out)


def exported(judge: Judge) -> onnx.ModelProto:
    """For pictures of any width."""
    judge.eval()
    graph = Graph()
    last = graph.folded(judge.layers)
    ends = [graph.add("GlobalAveragePool", [last], "mean"), graph.add("GlobalMaxPool", [last], "most")]
    flat = graph.add("Flatten", [graph.add("Concat", ends, "both", axis=1)], "flat")
    weights = graph.kept("w", judge.head.weight), graph.kept("b", judge.head.bias)
    graph.add("Sigmoid", [graph.add("Gemm", [flat, *weights], "sum", transB=1)], "chance")
    return graph.model("pens", [None, 3, HEIGHT, None], [None, 1])


def main() -> None:
    args = asked("Teach the judge of pen strokes on drawn numbers.", "pairs", 40_000)
    torch.manual_seed(args.seed)
    began = time.perf_counter()
    if args.keep and args.keep.exists():
        pairs = np.load(args.keep)
    else:
        pairs = np.array(drawn(some, args.count + TESTS, args.seed, args.workers))
        if args.keep:
            np.save(args.keep, pairs)
    print(f"{len(pairs)} pairs in {time.perf_counter() - began:.0f} s", flush=True)
    onnx.save(exported(taught(pairs[TESTS:], pairs[:TESTS], args.rounds)), args.out)


if __name__ == "__main__":
    main()
