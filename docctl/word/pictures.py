"""Pictures: known by their first bytes, measured in their headers, never decoded."""

import struct
from typing import NamedTuple


class Shape(NamedTuple):
    """Media type and size in pixels, as the header says."""

    media_type: str
    width: int
    height: int


def shape_of(data: bytes) -> Shape | None:
    """Read the header of a PNG, JPEG or GIF; None for everything else and for damaged ones."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            return _sized("image/png", *struct.unpack(">II", data[16:24]))
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _sized("image/gif", *struct.unpack("<HH", data[6:10]))
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
    except (struct.error, IndexError):
        return None
    return None


def _sized(media_type: str, width: int, height: int) -> Shape | None:
    return Shape(media_type, width, height) if width > 0 and height > 0 else None


def _jpeg(data: bytes) -> Shape | None:
    place = 2
    while place + 9 < len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return _sized("image/jpeg", width, height)
        if marker in (0x01, *range(0xD0, 0xD9)):
            place += 2
            continue
        place += 2 + int(struct.unpack(">H", data[place + 2 : place + 4])[0])
    return None
