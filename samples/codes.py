"""QR codes and barcodes on documents."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image

from samples.canvas import Canvas, box_quad


def put_code(canvas: Canvas, text: str, x: float, y: float, size: float, *, keep: bool = True) -> None:
    """Draw a QR code ``size`` millimetres wide; ``keep``: it carries the BSN, remember its place."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=canvas.rng.choice("LM"))
    modules = Image.fromarray(np.array(code.to_image(scale=1, add_quiet_zones=False), np.uint8))
    pixels = round(size * canvas.scale)
    white = round(0.8 * canvas.scale)
    card = Image.new("RGB", (pixels + 2 * white,) * 2, (240, 242, 244))
    dark = canvas.rng.randint(10, 50)
    module = modules.resize((pixels, pixels), Image.Resampling.NEAREST).point([dark] * 128 + [240] * 128)
    card.paste(module.convert("RGB"), (white, white))
    canvas.paste(x, y, card)
    if keep:
        canvas.places["code"] = box_quad(*canvas.px(x, y, x + size + 1.6, y + size + 1.6))


def put_barcode(canvas: Canvas, text: str, x: float, y: float, width: float, height: float) -> None:
    """Draw a linear barcode; none on a Dutch document holds the BSN."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    modules = Image.fromarray(np.array(code.to_image(scale=2, add_quiet_zones=False), np.uint8))
    size = round(width * canvas.scale), round(height * canvas.scale)
    canvas.paste(x, y, modules.resize(size, Image.Resampling.NEAREST).convert("RGB"))
