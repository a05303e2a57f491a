"""Teaches PP-OCR's recogniser to read markings: `python -m samples.reader.train --help`.

The network that RapidOCR ships (Apache-2.0) keeps its layers; its head of 18,710 characters gives way to one of the 77 that
markings are written in. It is taught on line pictures that are drawn as it goes, none twice.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnx2torch import convert

from samples.reader.lines import Stock, line_picture, stock
from samples.reader.texts import CHARACTERS

FEATURES = "p2o.pd_op.transpose.8.0"
"""what the base's head is given: batch × steps × 120"""
HEAD = ("linear_8.w_0", "linear_8.b_0")
BATCH_PIXELS = 96 * 512
"""columns of a batch"""
MOST_WIDTH = 1600
"""pixels of a line; longer ones are left out of the lessons"""
TESTS = 300
"""lines that are read before and after the lessons"""
REPEATS, KEPT = 2, 600
"""older batches that are learned from once more beside each new one, and how many of the last are kept: drawing takes the time"""
RATE, WARM_UP = 4e-4, 300
"""learning rate at its height, and the steps until then"""

Tensor = torch.Tensor


def base(path: Path) -> tuple[onnx.ModelProto, NDArray[np.float32], NDArray[np.float32], list[str]]:
    """The base without its head; the head's weights and offsets; its characters, the blank first."""
    model = _padded(onnx.load(path))
    values = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    last = next(index for index, node in enumerate(model.graph.node) if FEATURES in node.output)
    nodes = list(model.graph.node)[: last + 1]
    used = {name for node in nodes for name in node.input}
    kept = [each for each in model.graph.initializer if each.name in used]
    for field, items in (("node", nodes), ("initializer", kept), ("output", [])):
        part = getattr(model.graph, field)
        del part[:]
        part.extend(items)
    model.graph.output.append(helper.make_tensor_value_info(FEATURES, onnx.TensorProto.FLOAT, None))
    alphabet = {each.key: each.value for each in model.metadata_props}["character"].splitlines()
    return model, values[HEAD[0]], values[HEAD[1]], ["", *alphabet, " "]


def _padded(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its own padding (two by two kernels, stride 1) written out, as torch wants it."""
    model.graph.initializer.append(numpy_helper.from_array(np.array([0, 0, 0, 0, 0, 0, 1, 1], np.int64), "pad.end"))
    nodes = []
    for node in model.graph.node:
        own = [each for each in node.attribute if each.name == "auto_pad" and each.s == b"SAME_UPPER"]
        kept = [each for each in node.attribute if each.name != "auto_pad"]
        if own:
            name = f"{node.input[0]}.padded.{node.output[0]}"
            nodes.append(helper.make_node("Pad", [node.input[0], "pad.end"], [name], mode="constant"))
            node.input[0] = name
        del node.attribute[:]
        node.attribute.extend(kept)
        nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


class Reader(torch.nn.Module):
    """The base with a head of its own: batch × 3 × `HEIGHT` × width → batch × steps × characters, natural logarithms."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        model, weights, offsets, alphabet = base(path)
        self.body = convert(model)
        for module in self.body.modules():
            for name, value in list(module.named_buffers(recurse=False)):
                if value.dtype == torch.float32 and value.numel() > 100 and "initializer" in name:
                    del module._buffers[name]
                    module.register_parameter(name, torch.nn.Parameter(value))
        places = [0, *(alphabet.index(char) for char in CHARACTERS)]
        self.head = torch.nn.Linear(weights.shape[0], len(places))
        with torch.no_grad():
            self.head.weight.copy_(torch.from_numpy(weights[:, places].T.copy()))
            self.head.bias.copy_(torch.from_numpy(offsets[places].copy()))

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.log_softmax(self.head(self.body(pictures)).float(), 2)


class Lessons(torch.utils.data.IterableDataset[tuple[Tensor, Tensor, Tensor]]):
    """Batches of pictures of one width, without end: pictures, the characters of all, and how many each has."""

    def __init__(self, its: Stock, seed: str) -> None:
        self.its, self.seed = its, seed

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        cv2.setNumThreads(1)
        worker = torch.utils.data.get_worker_info()
        rng = Random(f"{self.seed} {worker.id if worker else 0}")
        waiting: dict[int, list[tuple[NDArray[np.uint8], str]]] = defaultdict(list)
        while True:
            picture, said = line_picture(rng, self.its)
            width = picture.shape[1]
            if width > MOST_WIDTH or _steps(said) > width // 8:
                continue
            waiting[width].append((picture, said))
            if len(waiting[width]) * width >= BATCH_PIXELS:
                yield batch(waiting.pop(width))


def _steps(said: str) -> int:
    """The steps that CTC needs: one a character, and a blank between two alike."""
    return len(said) + sum(a == b for a, b in pairwise(said))


def batch(pairs: list[tuple[NDArray[np.uint8], str]]) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures (uint8), the places of all their characters in the head, and how many each line has."""
    pictures = torch.from_numpy(np.stack([picture for picture, _ in pairs]))
    labels = torch.tensor([CHARACTERS.index(char) + 1 for _, said in pairs for char in said], dtype=torch.long)
    return pictures, labels, torch.tensor([len(said) for _, said in pairs], dtype=torch.long)


def _as_input(pictures: Tensor, device: str) -> Tensor:
    return pictures.to(device, non_blocking=True).permute(0, 3, 1, 2).float() * (2 / 255) - 1


def _disturbed(pictures: Tensor) -> Tensor:
    """Pictures as another pen, scanner or camera would have given them: moved, slanted, paler, dimmer, noisier."""
    count, device = len(pictures), pictures.device

    def some(low: float, high: float) -> Tensor:
        return torch.empty(count, device=device).uniform_(low, high)

    ratio = pictures.shape[2] / pictures.shape[3]
    across = torch.stack([some(0.95, 1.05), some(-0.25, 0.25) * ratio, some(-0.01, 0.01)], 1)
    down = torch.stack([some(-0.06, 0.06), some(0.88, 1.12), some(-0.08, 0.08)], 1)
    grid = torch.nn.functional.affine_grid(torch.stack([across, down], 1), list(pictures.shape), align_corners=False)
    moved = torch.nn.functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    mean = moved.mean(dim=(1, 2, 3), keepdim=True)
    lit = mean + (moved - mean) * some(0.55, 1.2)[:, None, None, None] + some(-0.25, 0.15)[:, None, None, None]
    return (lit + torch.randn_like(lit) * some(0.0, 0.08)[:, None, None, None]).clamp(-1, 1)


def read(chances: Tensor) -> list[str]:
    """The best text of each: repeated characters merged, blanks dropped."""
    out = []
    for best in chances.argmax(2).cpu().numpy():
        kept = [place for at, place in enumerate(best) if place and (at == 0 or place != best[at - 1])]
        out.append("".join(CHARACTERS[place - 1] for place in kept))
    return out


def train(its: Stock, path: Path, out: Path, minutes: float, workers: int, weights: Path | None) -> None:
    """Teach for so many minutes, on from ``weights`` if there are any; the new ones go to ``out``/reader.pt, every two minutes."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    reader = Reader(path).to(device).eval()
    if weights:
        reader.load_state_dict(torch.load(weights, map_location=device, weights_only=True))
    tests = _tests(its)
    print("before", _score(reader, tests, device), flush=True)
    loader = torch.utils.data.DataLoader(
        Lessons(its, f"lessons {weights or 0}"),
        batch_size=None,
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        pin_memory=device == "cuda",
    )
    optimiser = torch.optim.AdamW(reader.parameters(), lr=RATE, weight_decay=0.01)
    start, seen, saved, loss_sum = time.time(), 0, time.time(), 0.0
    kept: list[tuple[Tensor, Tensor, Tensor]] = []
    rng = Random("repeats")
    for step, lesson in enumerate(loader):
        done = (time.time() - start) / (60 * minutes)
        if done >= 1:
            break
        rate = RATE * min(1.0, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        pictures = _as_input(lesson[0], device)
        loss = _learn(reader, optimiser, pictures, lesson, device)
        for older in rng.sample(kept, min(REPEATS, len(kept))):
            _learn(reader, optimiser, _disturbed(_as_input(older[0], device)), older, device)
        kept = [*kept[-KEPT:], (lesson[0].to(device), lesson[1], lesson[2])]
        seen += len(pictures)
        loss_sum += float(loss) if step % 20 == 0 else 0.0
        if step % 200 == 199:
            print(
                f"{time.time() - start:.0f} s, step {step + 1}, {seen} lines, loss {loss_sum / 10:.4f}, rate {rate:.1e}",
                flush=True,
            )
            loss_sum = 0.0
        if time.time() - saved > 120:
            torch.save(reader.state_dict(), out / "reader.pt")
            saved = time.time()
    torch.save(reader.state_dict(), out / "reader.pt")
    print("after", _score(reader, tests, device), f"{seen} lines", flush=True)


def _learn(
    reader: Reader,
    optimiser: torch.optim.Optimizer,
    pictures: Tensor,
    lesson: tuple[Tensor, Tensor, Tensor],
    device: str,
) -> Tensor:
    """One step on pictures that bear what the lesson says; its loss."""
    _, labels, sizes = lesson
    chances = reader(pictures)
    steps = torch.full((len(pictures),), chances.shape[1], dtype=torch.long)
    loss = torch.nn.functional.ctc_loss(chances.transpose(0, 1), labels.to(device), steps, sizes, zero_infinity=True)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
    optimiser.step()
    return loss.detach()


def _tests(its: Stock, count: int = TESTS) -> list[tuple[NDArray[np.uint8], str]]:
    rng = Random("tests")
    return [line_picture(rng, its) for _ in range(count)]


def _score(reader: Reader, tests: list[tuple[NDArray[np.uint8], str]], device: str) -> str:
    """The share of lines read without fault, and of characters off."""
    from difflib import SequenceMatcher

    right = off = total = 0
    with torch.no_grad():
        for picture, said in tests:
            (text,) = read(reader(_as_input(torch.from_numpy(picture[None]), device)))
            right += text.strip() == said
            same = sum(block.size for block in SequenceMatcher(None, text, said, autojunk=False).get_matching_blocks())
            off += max(len(said), len(text)) - same
            total += len(said)
    return f"lines right {right / len(tests):.3f}, characters off {off / total:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Teach the reader of markings.")
    parser.add_argument(
        "--stock", type=Path, required=True, help="folder with hand/, type/ (fonts) and grounds/ (pictures)"
    )
    parser.add_argument("--base", type=Path, required=True, help="PP-OCRv6_rec_small.onnx, as rapidocr ships it")
    parser.add_argument("--out", type=Path, required=True, help="folder for reader.pt")
    parser.add_argument("--weights", type=Path, help="a reader.pt to go on from")
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--workers", type=int, default=2)
    args: Any = parser.parse_args()
    cv2.setNumThreads(0)  # its threads do not survive the fork of the loader's workers
    train(stock(args.stock), args.base, args.out, args.minutes, args.workers, args.weights)


if __name__ == "__main__":
    main()
