"""What an office document shows of each picture in it: the frame it is cropped to, and the shapes drawn over it.

Where a shape lies is only known beside a picture of the same paragraph or group; of others the picture counts as shown whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from idcheck.containers import WHOLE, Shown
from idcheck.records import Box

PER_MILLE_PERCENT = 100_000.0
"""a crop of 1 in DrawingML (ECMA-376-1, 20.1.10.40)"""
_LENGTH = re.compile(r"(-?[\d.]+)\s*(cm|mm|in|pt|px)?")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "px": 0.75, None: 0.75}
_EMU_PER_POINT = 12_700.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A picture or a filled shape at its place in its paragraph or group, in points; ``target`` is empty for a shape."""

    target: str
    place: Box
    frame: Box = WHOLE


def shown_in_word(root: Element, links: Mapping[str, str]) -> Iterator[tuple[str, Shown]]:
    """Each use of a picture in a part of a Word document: its target, by the relationship that names it, and what shows."""
    for paragraph in _named(root, "p"):
        yield from _shown([one for drawing in _drawings(paragraph) for one in _in_drawing(drawing, links)])


def shown_in_open(root: Element) -> Iterator[tuple[str, Shown]]:
    """Each use of a picture in an OpenDocument text."""
    styles = {_get(style, "name"): style for style in _named(root, "style")}
    for paragraph in _named(root, "p"):
        yield from _shown(list(_in_open_paragraph(paragraph, styles)))


def _shown(drawn: list[_Drawn]) -> Iterator[tuple[str, Shown]]:
    shapes = [one.place for one in drawn if not one.target]
    for one in drawn:
        if one.target:
            covers = (_within(shape, one) for shape in shapes if _meet(shape, one.place))
            yield one.target, Shown(frame=one.frame, covers=tuple(covers))


def _within(shape: Box, picture: _Drawn) -> Box:
    """A shape's place in fractions of the whole picture, of which the frame is what shows."""
    place, frame = picture.place, picture.frame
    across, up = frame.width / place.width, frame.height / place.height
    return Box(
        frame.left + (shape.left - place.left) * across,
        frame.top + (shape.top - place.top) * up,
        frame.left + (shape.right - place.left) * across,
        frame.top + (shape.bottom - place.top) * up,
    ).meet(WHOLE)


def _meet(one: Box, other: Box) -> bool:
    both = one.meet(other)
    return both.width > 0 and both.height > 0


# ------------------------------------------------------------------------------------------------------------------ Word


def _drawings(paragraph: Element) -> Iterator[Element]:
    yield from _named(paragraph, "inline", "anchor")
    fallbacks = {id(one) for fallback in _named(paragraph, "Fallback") for one in fallback.iter()}
    yield from (one for one in _named(paragraph, "pict") if id(one) not in fallbacks)


def _in_drawing(drawing: Element, links: Mapping[str, str]) -> Iterator[_Drawn]:
    """The pictures and filled shapes of one drawing, unless it lies behind the text; those in a group lie within its frame."""
    if _local(drawing) == "pict":
        yield from _in_vml(drawing, links)
        return
    outer = _place(drawing)
    group = next(_named(drawing, "wgp", "wpc"), None)
    for one in _named(drawing, "pic", "wsp"):
        place = _in_group(one, group, outer) if group is not None else outer
        if _local(one) == "wsp" and _is_filled(one) and _get(drawing, "behindDoc") != "1":
            yield _Drawn(target="", place=place)
        elif target := links.get(next((_get(blip, "embed") for blip in _named(one, "blip")), "")):
            yield _Drawn(target=target, place=place, frame=_crop(one))


def _place(drawing: Element) -> Box:
    """Where a drawing stands from the corner of its paragraph, as far as it says: one in the line stands in the corner."""
    extent = next(_named(drawing, "extent"), None)
    wide, high = (_number(_get(extent, key)) / _EMU_PER_POINT if extent is not None else 0.0 for key in ("cx", "cy"))
    offsets = [_number(one.text or "") / _EMU_PER_POINT for one in _named(drawing, "posOffset")]
    left, top = offsets if _local(drawing) == "anchor" and len(offsets) == 2 else (0.0, 0.0)
    return Box(left, top, left + wide, top + high)


def _in_group(one: Element, group: Element, outer: Box) -> Box:
    """The place of a member of a group, whose coordinates are the group's own."""
    own = next(_named(one, "xfrm"), None)
    frame = next((child for properties in _named(group, "grpSpPr") for child in _named(properties, "xfrm")), None)
    if own is None:
        return outer
    inner = _transform(own, "off", "ext")
    space = _transform(frame, "chOff", "chExt") if frame is not None else Box(0, 0, *_size(outer))
    across, up = outer.width / (space.width or 1), outer.height / (space.height or 1)
    return Box(
        outer.left + (inner.left - space.left) * across,
        outer.top + (inner.top - space.top) * up,
        outer.left + (inner.right - space.left) * across,
        outer.top + (inner.bottom - space.top) * up,
    )


def _size(box: Box) -> tuple[float, float]:
    return box.width * _EMU_PER_POINT, box.height * _EMU_PER_POINT


def _transform(frame: Element, offset: str, extent: str) -> Box:
    at, size = next(_named(frame, offset), None), next(_named(frame, extent), None)
    left, top = (_number(_get(at, key)) if at is not None else 0.0 for key in ("x", "y"))
    wide, high = (_number(_get(size, key)) if size is not None else 0.0 for key in ("cx", "cy"))
    return Box(left, top, left + wide, top + high)


def _is_filled(shape: Element) -> bool:
    return not any(_local(child) == "noFill" for one in _named(shape, "spPr") for child in one)


def _crop(picture: Element) -> Box:
    """The part of the picture that its frame shows (``srcRect``; a negative crop leaves a margin)."""
    source = next(_named(picture, "srcRect"), None)
    if source is None:
        return WHOLE
    left, top, right, bottom = (_number(_get(source, key)) / PER_MILLE_PERCENT for key in "ltrb")
    return Box(max(0.0, left), max(0.0, top), min(1.0, 1 - right), min(1.0, 1 - bottom))


def _in_vml(drawing: Element, links: Mapping[str, str]) -> Iterator[_Drawn]:
    """The older way: shapes with their place in a style, pictures as the fill of one (ECMA-376-4)."""
    for shape in _named(drawing, "shape", "rect", "roundrect", "oval"):
        style = dict(pair.split(":", 1) for pair in _get(shape, "style").split(";") if ":" in pair)
        keys = ("margin-left", "margin-top", "width", "height")
        left, top, wide, high = (_points(style.get(key, "0")) for key in keys)
        place = Box(left, top, left + wide, top + high)
        data = next(_named(shape, "imagedata"), None)
        if data is None and _get(shape, "filled") not in ("f", "false"):
            yield _Drawn(target="", place=place)
        elif data is not None and (target := links.get(_get(data, "id"))):
            sides = (_fraction(_get(data, "crop" + side)) for side in ("left", "top", "right", "bottom"))
            first, above, last, below = sides
            yield _Drawn(target=target, place=place, frame=Box(first, above, 1 - last, 1 - below))


def _fraction(text: str) -> float:
    """A crop in VML: a fraction, or parts of 65536 (``6554f``)."""
    return min(1.0, max(0.0, _number(text.removesuffix("f")) / (65_536 if text.endswith("f") else 1)))


# ---------------------------------------------------------------------------------------------------------- OpenDocument


def _in_open_paragraph(paragraph: Element, styles: Mapping[str, Element]) -> Iterator[_Drawn]:
    for one in _named(paragraph, "frame", "custom-shape", "rect", "ellipse", "polygon"):
        style = styles.get(_get(one, "style-name"))
        left, top, wide, high = (_points(_get(one, key)) for key in ("x", "y", "width", "height"))
        place = Box(left, top, left + wide, top + high)
        image = next(_named(one, "image"), None)
        if image is not None:
            target = _get(image, "href").removeprefix("./")
            yield _Drawn(target=target, place=place, frame=_clip(style, place))
        elif _local(one) != "frame" and not _is_open(style):
            yield _Drawn(target="", place=place)


def _is_open(style: Element | None) -> bool:
    return style is not None and any(_get(one, "fill") == "none" for one in style.iter())


def _clip(style: Element | None, place: Box) -> Box:
    """The part of a picture within its frame: what ``fo:clip`` cuts off is as large as what shows (OpenDocument 1.3, 20.179)."""
    clips = [_get(one, "clip") for one in style.iter() if _get(one, "clip")] if style is not None else []
    lengths = [_points(text) for text in re.findall(r"-?[\d.]+\s*(?:cm|mm|in|pt)", clips[0])] if clips else []
    if len(lengths) != 4:
        return WHOLE
    above, last, below, first = (max(0.0, length) for length in lengths)
    wide, high = place.width + first + last or 1.0, place.height + above + below or 1.0
    return Box(first / wide, above / high, 1 - last / wide, 1 - below / high)


# --------------------------------------------------------------------------------------------------------------- the XML


def _named(root: Element, *names: str) -> Iterator[Element]:
    return (element for element in root.iter() if _local(element) in names)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _get(element: Element, name: str) -> str:
    """An attribute, of any name space."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _number(text: str) -> float:
    match = _LENGTH.match(text.strip())
    try:
        return float(match[1]) if match else 0.0
    except ValueError:
        return 0.0


def _points(text: str) -> float:
    match = _LENGTH.match(text.strip())
    return _number(text) * _POINTS[match[2]] if match else 0.0
