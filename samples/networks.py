"""Small networks of convolutions: how they are made, taught beside, and written for onnxruntime. Needs `torch` and `onnx`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numpy as np
import onnx
import torch
from onnx import NodeProto, TensorProto, helper, numpy_helper
from torch import nn

Layer: TypeAlias = tuple[int, int, int, int]
"""kernel, step, dilation and channels of a convolution"""
Shape: TypeAlias = Sequence[int | None]
Lesson = TypeVar("Lesson")


def drawn(some: Callable[[int], list[Lesson]], count: int, first: int, workers: int) -> list[Lesson]:
    """So many lessons, some of each seed from the ``first`` on, drawn by worker processes and in the seeds' order."""
    out: list[Lesson] = []
    with Pool(workers) as pool:
        for each in pool.imap(some, range(first, first + count), chunksize=4):
            out += each
            if len(out) >= count:
                pool.terminate()
                break
    return out[:count]


def asked(description: str, lessons: str, count: int) -> argparse.Namespace:
    """What the command line of a teacher asks for: the name and number of its ``lessons``, and where they and the model go."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(f"--{lessons}", dest="count", type=int, default=count, help="drawn (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=8, help="times that each is seen (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first side (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes that draw (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="where what was drawn is kept, to be used again")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    return parser.parse_args()


def quickly(network: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """What a network being taught gives, in bfloat16: twice as fast on processors that have it."""
    with torch.autocast("cpu", torch.bfloat16):
        found: torch.Tensor = network(pictures.contiguous(memory_format=torch.channels_last))
    return found.float()


def convolutions(layers: Sequence[Layer], channels: int = 3) -> nn.Sequential:
    """The layers, each normalised and rectified, of a picture with so many channels."""
    found: list[nn.Module] = []
    for kernel, step, dilation, after in layers:
        found += [
            nn.Conv2d(channels, after, kernel, step, dilation * (kernel // 2), dilation),
            nn.BatchNorm2d(after),
            nn.ReLU(),
        ]
        channels = after
    return nn.Sequential(*found)


class Graph:
    """A network being written: its nodes and its weights, from the input "picture" on."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def kept(self, name: str, value: Any) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value.detach().numpy()), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], output: str, **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, [*inputs], [output], **settings))
        return output

    def folded(self, layers: nn.Sequential) -> str:
        """Add what `convolutions` made, each normalisation folded into the convolution before it; gives the last output."""
        modules, last = list(layers), "picture"
        for index, (fold, norm) in enumerate(zip(modules[::3], modules[1::3], strict=True)):
            gain = norm.weight / (norm.running_var + norm.eps).sqrt()
            weight = self.kept(f"w{index}", fold.weight * gain[:, None, None, None])
            offset = self.kept(f"b{index}", (fold.bias - norm.running_mean) * gain + norm.bias)
            settings = {"pads": [*fold.padding] * 2, "strides": [*fold.stride], "dilations": [*fold.dilation]}
            last = self.add("Relu", [self.add("Conv", [last, weight, offset], f"c{index}", **settings)], f"r{index}")
        return last

    def model(self, name: str, taken: Shape, given: Shape) -> onnx.ModelProto:
        """The model that takes "picture" and gives "chance", of these shapes; None: any size."""
        shape = helper.make_tensor_value_info
        ends = [shape("picture", TensorProto.FLOAT, taken)], [shape("chance", TensorProto.FLOAT, given)]
        graph = helper.make_graph(self.nodes, name, *ends, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return model
