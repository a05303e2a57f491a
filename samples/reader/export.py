"""Puts what was learned back into the network's file: `python -m samples.reader.export --help`.

The layers keep the names and the order of PP-OCR's own file; weights are kept with 16 bits, which halves them and changes no text.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from samples.reader.texts import CHARACTERS
from samples.reader.train import HEAD, Reader

LEAST_VALUES = 1000
"""numbers from which a weight is kept with 16 bits: the small ones are offsets and scales"""


def exported(path: Path, weights: Path) -> onnx.ModelProto:
    """The base at ``path`` with what `train` wrote to ``weights``."""
    model, reader = onnx.load(path), Reader(path)
    before = {name: value.detach().numpy().copy() for name, value in reader.state_dict().items()}
    reader.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    after = {name: value.detach().numpy() for name, value in reader.state_dict().items()}
    learned = {name: after[name] for name in after if after[name].dtype == np.float32}
    out, casts = [], []
    for each in model.graph.initializer:
        value = numpy_helper.to_array(each)
        if each.name in HEAD:
            value = after["head.weight"].T if value.ndim == 2 else after["head.bias"]
        elif value.dtype == np.float32 and value.size > 1:
            value = next(
                (
                    learned[name]
                    for name in learned
                    if before[name].shape == value.shape and np.array_equal(before[name], value)
                ),
                value,
            )
        if value.dtype == np.float32 and value.size >= LEAST_VALUES:
            casts.append(helper.make_node("Cast", [f"{each.name}.16"], [each.name], to=onnx.TensorProto.FLOAT))
            out.append(numpy_helper.from_array(value.astype(np.float16), f"{each.name}.16"))
        else:
            out.append(numpy_helper.from_array(np.ascontiguousarray(value), each.name))
    nodes = [*casts, *model.graph.node]
    for field, items in (("node", nodes), ("initializer", out)):
        part = getattr(model.graph, field)
        del part[:]
        part.extend(items)
    del model.graph.value_info[:]
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = len(CHARACTERS) + 1
    del model.metadata_props[:]
    helper.set_model_props(model, {"character": "\n".join(CHARACTERS)})
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description="Put the learned weights into the network's file.")
    parser.add_argument("--base", type=Path, required=True, help="PP-OCRv6_rec_small.onnx, as rapidocr ships it")
    parser.add_argument("--weights", type=Path, required=True, help="reader.pt, as training wrote it")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    args: Any = parser.parse_args()
    onnx.save(exported(args.base, args.weights), args.out)


if __name__ == "__main__":
    main()
