"""Teaches the finder of digits: `python -m samples.digits.train --help`. Needs `torch` and `onnx` beside what the samples need."""

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

from samples.canvas import Picture
from samples.digits.scenes import EITHER, NO, YES, windows
from samples.networks import Graph, asked, convolutions, drawn, quickly

LAYERS = ((3, 2, 1, 24), (3, 2, 1, 48), (3, 1, 1, 64), (3, 1, 2, 64), (3, 1, 4, 64), (3, 1, 1, 64))
BATCH, RATE = 32, 3e-3
"""windows of a step; and the learning rate at its height"""
TESTS = 1500
"""windows that are judged after each round, of other seeds"""
DIGITS_WEIGHT = 2.0
"""times a spot with a digit counts: most spots have none"""

Windows: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""n × height × width × 3 pictures, and their maps"""


def some(seed: int) -> list[tuple[Picture, NDArray[np.uint8]]]:
    """The windows of one drawn side."""
    return windows(Random(f"digits {seed}"))


class Finder(nn.Module):
    """Convolutions over some 12 mm, and the chance of a digit at each spot."""

    def __init__(self) -> None:
        super().__init__()
        self.layers, self.head = convolutions(LAYERS), nn.Conv2d(LAYERS[-1][-1], 1, 1)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.head(self.layers(pictures))[:, 0]


def batches(taught: Windows, rng: np.random.Generator) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """In other colours and light each time."""
    pictures, maps = taught
    order = rng.permutation(len(pictures))
    for first in range(0, len(order) - BATCH + 1, BATCH):
        chosen = order[first : first + BATCH]
        part = torch.from_numpy(pictures[chosen].transpose(0, 3, 1, 2).astype(np.float32))
        for index in range(BATCH):
            if rng.random() < 0.5:
                part[index] = part[index][rng.permutation(3)]
        light = torch.from_numpy(rng.uniform(0.7, 1.1, (BATCH, 1, 1, 1)).astype(np.float32))
        yield (part * light).clamp(0, 255) * (2 / 255) - 1, torch.from_numpy(maps[chosen])


def taught(lessons: Windows, tests: Windows, rounds: int) -> Finder:
    finder = Finder().to(memory_format=torch.channels_last)
    steps = rounds * (len(lessons[0]) // BATCH)
    optimiser = torch.optim.AdamW(finder.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    rng = np.random.default_rng(1)
    for number in range(rounds):
        finder.train()
        began, losses = time.perf_counter(), []
        for pictures, maps in batches(lessons, rng):
            digits, counts = (maps == YES).float(), (maps != EITHER).float()
            loss = nn.functional.binary_cross_entropy_with_logits(
                quickly(finder, pictures), digits, weight=counts * (1 + (DIGITS_WEIGHT - 1) * digits)
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        found = chances(finder, tests[0])
        missed = (found[tests[1] == YES] < 0.5).mean()
        wrong = (found[tests[1] == NO] > 0.5).mean()
        spent = time.perf_counter() - began
        print(
            f"round {number}: loss {np.mean(losses):.4f}, missed {missed:.2%}, wrong {wrong:.3%}, {spent:.0f} s",
            flush=True,
        )
    return finder


@torch.no_grad()
def chances(finder: Finder, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Of a digit, at each spot of each picture."""
    finder.eval()
    out = []
    for part in np.array_split(pictures, max(1, len(pictures) // BATCH)):
        out.append(
            torch.sigmoid(
                finder(torch.from_numpy(part.transpose(0, 3, 1, 2).astype(np.float32)) * (2 / 255) - 1)
            ).numpy()
        )
    return np.concatenate(out)


def exported(finder: Finder) -> onnx.ModelProto:
    """For pictures of any size."""
    finder.eval()
    graph = Graph()
    weights = graph.kept("w", finder.head.weight), graph.kept("b", finder.head.bias)
    graph.add("Sigmoid", [graph.add("Conv", [graph.folded(finder.layers), *weights], "sum")], "chance")
    return graph.model("digits", [None, 3, None, None], [None, 1, None, None])


def main() -> None:
    args = asked("Teach the finder of digits on drawn sides.", "windows", 24_000)
    torch.manual_seed(args.seed)
    began = time.perf_counter()
    if args.keep and args.keep.exists():
        kept = np.load(args.keep)
        pictures, maps = kept["pictures"], kept["maps"]
    else:
        lessons = drawn(some, args.count + TESTS, args.seed, args.workers)
        pictures, maps = map(np.array, zip(*lessons, strict=True))
        if args.keep:
            np.savez(args.keep, pictures=pictures, maps=maps)
    print(f"{len(pictures)} windows in {time.perf_counter() - began:.0f} s", flush=True)
    finder = taught((pictures[TESTS:], maps[TESTS:]), (pictures[:TESTS], maps[:TESTS]), args.rounds)
    onnx.save(exported(finder), args.out)


if __name__ == "__main__":
    main()
