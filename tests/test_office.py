"""Of pictures in office documents the face is what the document shows; what it crops off or covers is hidden."""

from __future__ import annotations

import pytest

from files import BSN, Opened, encoded, is_lettered, lettered, zip_of

CARD = lettered()
JPEG = encoded(CARD, "JPEG")
EMU = 12_700
"""in a point"""
NAMES = (
    'xmlns:w="w" xmlns:r="r" xmlns:wp="wp" xmlns:a="a" xmlns:pic="pic" xmlns:wps="wps" xmlns:wpg="wpg" xmlns:v="v" '
    'xmlns:mc="mc"'
)


def word(*drawings: str, text: str = "", media: dict[str, bytes] | None = None, about: str = "") -> bytes:
    """A Word document with drawings in one paragraph; the picture is p1."""
    files = {"image1.jpeg": JPEG} | (media or {})
    body = f"<w:p><w:r>{text}{''.join(drawings)}</w:r></w:p>"
    link = '<Relationship Id="p1" Target="media/image1.jpeg"/>'
    return zip_of(
        {
            "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>".encode(),
            "word/_rels/document.xml.rels": f"<Relationships>{link}</Relationships>".encode(),
            "docProps/core.xml": f"<c>{about}</c>".encode(),
            **{f"word/media/{name}": data for name, data in files.items()},
        }
    )


def inline(crop: str = "") -> str:
    blip = f'<pic:pic><pic:blipFill><a:blip r:embed="p1"/>{crop}</pic:blipFill></pic:pic>'
    return f'<wp:inline><wp:extent cx="{300 * EMU}" cy="{424 * EMU}"/>{blip}</wp:inline>'


def shape(left: int, top: int, wide: int, high: int, fill: str = "<a:solidFill/>", behind: int = 0) -> str:
    """A shape at its place in points, the picture being 300 × 424."""
    places = "".join(f"<wp:posOffset>{place * EMU}</wp:posOffset>" for place in (left, top))
    extent = f'<wp:extent cx="{wide * EMU}" cy="{high * EMU}"/>'
    inside = f"<wps:wsp><wps:spPr>{fill}</wps:spPr></wps:wsp>"
    return f'<wp:anchor behindDoc="{behind}">{places}{extent}{inside}</wp:anchor>'


def test_a_cropped_picture_shows_its_frame_and_hides_the_rest(opened: Opened) -> None:
    records = opened({"a.docx": word(inline('<a:srcRect t="25000" b="25000"/>'))})
    assert records.picture.shape == (424, 600, 3)
    assert records.hidden == [("cropped-away", 1, "Raster")]
    assert is_lettered(records.hidden_picture("cropped-away"))


def test_a_picture_used_whole_as_well_hides_nothing(opened: Opened) -> None:
    records = opened({"a.docx": word(inline('<a:srcRect t="25000"/>'), inline())})
    assert records.hidden == []
    assert is_lettered(records.picture)


def test_a_crop_of_nothing_but_paper_hides_nothing(opened: Opened) -> None:
    margin = CARD.copy()
    margin.paste("white", (0, 424, 600, 848))
    data = word(inline('<a:srcRect b="50000"/>'), media={"image1.jpeg": encoded(margin, "JPEG")})
    assert opened({"a.docx": data}).hidden == []


@pytest.mark.parametrize("way", ["anchored", "grouped", "vml", "fallback"])
def test_a_shape_over_a_picture_covers_its_face_alone(opened: Opened, way: str) -> None:
    match way:
        case "anchored":
            drawings = [inline(), shape(50, 50, 150, 100)]
        case "grouped":
            space = '<wpg:grpSpPr><a:xfrm><a:chOff x="0" y="0"/><a:chExt cx="600" cy="848"/></a:xfrm></wpg:grpSpPr>'
            place = '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="600" cy="848"/></a:xfrm></pic:spPr>'
            cover = '<wps:spPr><a:xfrm><a:off x="100" y="100"/><a:ext cx="300" cy="200"/></a:xfrm></wps:spPr>'
            picture = f'<pic:pic><a:blip r:embed="p1"/>{place}</pic:pic>'
            group = f"<wpg:wgp>{space}{picture}<wps:wsp>{cover}</wps:wsp></wpg:wgp>"
            drawings = [f'<wp:inline><wp:extent cx="{300 * EMU}" cy="{424 * EMU}"/>{group}</wp:inline>']
        case _:
            style = "position:absolute;margin-left:50pt;margin-top:50pt;width:150pt;height:100pt"
            cover = f'<w:pict><v:rect style="{style}" fillcolor="black"/></w:pict>'
            picture = '<w:pict><v:shape style="width:300pt;height:424pt"><v:imagedata r:id="p1"/></v:shape></w:pict>'
            drawings = [picture, cover]
            if way == "fallback":
                drawings = [inline(), shape(50, 50, 150, 100), f"<mc:Fallback>{picture}{cover}</mc:Fallback>"]
    records = opened({"a.docx": word(*drawings)})
    assert records.picture[200, 200].max() < 20, "within the shape"
    assert records.picture[310:320, 100:400].max() > 200, "below it"
    assert records.hidden == [("under-drawing", 1, "Raster")]
    assert is_lettered(records.hidden_picture("under-drawing"))


@pytest.mark.parametrize(
    "beside", [shape(310, 0, 50, 50), shape(50, 50, 150, 100, fill="<a:noFill/>"), shape(50, 50, 150, 100, behind=1)]
)
def test_a_shape_beside_or_behind_a_picture_or_without_fill_covers_nothing(opened: Opened, beside: str) -> None:
    records = opened({"a.docx": word(inline(), beside)})
    assert records.hidden == []
    assert is_lettered(records.picture)


def test_a_picture_that_nothing_refers_to_is_hidden(opened: Opened) -> None:
    records = opened({"a.docx": word(inline(), media={"image2.jpeg": encoded(lettered(seed=2), "JPEG")})})
    assert is_lettered(records.picture)
    assert is_lettered(records.hidden_picture("unused-object"), seed=2)


def test_deleted_text_and_properties_are_hidden_text(opened: Opened) -> None:
    text = f"<w:t>Geachte</w:t><w:delText>BSN {BSN}</w:delText>"
    records = opened({"a.docx": word(text=text, about=f"<title>nummer {BSN}</title>")})
    assert records.text.strip() == "Geachte"
    assert records.hidden_text("revision").strip() == f"BSN {BSN}"
    assert records.hidden_text("metadata") == f"nummer {BSN}"


def open_text(*drawings: str, styles: str = "", unused: bytes = b"") -> bytes:
    names = 'xmlns:office="o" xmlns:style="s" xmlns:draw="d" xmlns:svg="svg" xmlns:fo="fo" xmlns:xlink="x"'
    names += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = f"<text:p>{''.join(drawings)}</text:p>"
    files = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document {names}>{styles}{body}</office:document>".encode(),
        "META-INF/manifest.xml": b"<manifest/>",
        "Pictures/1.jpeg": JPEG,
    }
    return zip_of(files | ({"Pictures/2.jpeg": unused} if unused else {}))


def frame(style: str = "") -> str:
    image = '<draw:image xlink:href="Pictures/1.jpeg"/>'
    return f'<draw:frame draw:style-name="{style}" svg:width="10cm" svg:height="14cm">{image}</draw:frame>'


def test_an_opendocument_text_crops_and_covers_alike(opened: Opened) -> None:
    clip = '<style:style style:name="fr1"><style:graphic-properties fo:clip="rect(14cm, 0cm, 0cm, 0cm)"/></style:style>'
    records = opened({"a.odt": open_text(frame("fr1"), styles=clip)})
    assert records.picture.shape == (424, 600, 3)
    assert is_lettered(records.hidden_picture("cropped-away"))
    box = '<draw:custom-shape svg:x="2cm" svg:y="2cm" svg:width="5cm" svg:height="3cm"/>'
    records = opened({"a.odt": open_text(frame(), box)})
    assert records.picture[200, 200].max() < 20
    assert is_lettered(records.hidden_picture("under-drawing"))


def test_a_picture_left_in_an_opendocument_text_is_hidden(opened: Opened) -> None:
    records = opened({"a.odt": open_text(frame(), unused=encoded(lettered(seed=2), "JPEG"))})
    assert records.hidden == [("unused-object", 1, "Raster")]
    assert len(records.rasters) == 1
