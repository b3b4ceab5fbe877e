"""Make .docx files by hand, good ones and wicked ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def document(body: str) -> str:
    return f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"


def root(name: str, inner: str) -> str:
    return f"<w:{name} {_NAMESPACES}>{inner}</w:{name}>"


def relations(*items: tuple[str, str, str]) -> str:
    """Relations `(id, kind, target)`; a target with a scheme or `!` in front is external."""
    lines = []
    for name, kind, target in items:
        outside = ":" in target or target.startswith("!")
        mode = ' TargetMode="External"' if outside else ""
        lines.append(
            f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" '
            f'Target="{target.removeprefix("!")}"{mode}/>'
        )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(lines)
        + "</Relationships>"
    )


def docx(
    body: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    *,
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A .docx of a body and further parts (which may replace the usual ones)."""
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": document(body),
        **(parts or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def p(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


BOLD = "<w:b/>"


def bold(text: str) -> str:
    return p(r(text, BOLD))


def tbl(*rows: list[str], grid: str = "") -> str:
    """A table of rows of cell texts or ready `<w:tc>` elements."""
    lines = []
    for row in rows:
        cells = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in row)
        lines.append(f"<w:tr>{cells}</w:tr>")
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def tc(text: str, properties: str = "") -> str:
    inner = text if text.startswith("<") else "".join(p(r(line)) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def png(width: int = 2, height: int = 2) -> bytes:
    """A real PNG, all black, of which no more than fifty rows are written."""
    rows = b"".join(b"\0" + b"\0" * width for _ in range(min(height, 50)))
    return png_of(width, height, zlib.compress(rows))


def png_of(width: int, height: int, pixels: bytes) -> bytes:
    """A PNG in grey with a stream said to be that of its pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
