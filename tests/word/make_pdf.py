"""Make PDFs by hand: each string is drawn where it is told, in fonts that know their letters."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 500  # of every letter, in thousandths of its size


class Drawn(NamedTuple):
    """A string at x, y; letters of one width, `font` is 1 or 2."""

    x: float
    y: float
    text: str
    font: int = 1
    size: float = 10


def pdf(*pages: Sequence[Drawn], names: tuple[str, str] = ("Serif", "Other")) -> bytes:
    """Make a PDF of pages; letters are written as their code points, told by a ToUnicode map."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    fonts = [_font(objects, name) for name in names]
    kids = []
    for page in pages:
        body = "".join(
            f"BT /F{one.font} {one.size} Tf {one.x} {one.y} Td"
            f" <{one.text.encode('utf-16-be').hex()}> Tj ET\n"
            for one in page
        ).encode()
        stream = _add(objects, b"<</Length %d>>stream\n%s\nendstream" % (len(body), body))
        kids.append(
            _add(
                objects,
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
                b"/Resources<</Font<</F1 %d 0 R/F2 %d 0 R>>>>>>" % (stream, *fonts),
            )
        )
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
        len(kids), b" ".join(b"%d 0 R" % kid for kid in kids),
    )  # fmt: skip
    return _written(objects)


def _add(objects: list[bytes], body: bytes) -> int:
    objects.append(body)
    return len(objects)


def _font(objects: list[bytes], name: str) -> int:
    ranges = "".join(f"<{high:02x}00><{high:02x}ff><{high:02x}00>\n" for high in range(0x21))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000><ffff> endcodespacerange\n"
        f"33 beginbfrange\n{ranges}endbfrange\nendcmap end end"
    ).encode()
    table = _add(objects, b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap))
    descendant = _add(
        objects,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+%s/DW %d"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/AAAAAA+%s/Flags 4/Ascent 800"
        b"/Descent -200/FontBBox[0 -200 1000 800]/ItalicAngle 0/CapHeight 700/StemV 80>>>>"
        % (name.encode(), WIDTH, name.encode()),
    )
    return _add(
        objects,
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+%s/Encoding/Identity-H"
        b"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (name.encode(), descendant, table),
    )


def _written(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, start,
    )  # fmt: skip
