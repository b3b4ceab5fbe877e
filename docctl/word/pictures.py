"""Pictures: known by their first bytes, measured in their headers, never drawn."""

import struct
import zlib
from typing import NamedTuple

SIGNS = (b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff")
_PNG_BITS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # samples of a pixel by type of colour
_AT_ONCE = 1 << 16  # bytes inflated at once, so that a small file never fills the memory


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


def is_readable(data: bytes) -> bool:
    """Say whether there is something of a picture to show, not its header alone.

    A PNG has to be whole, with the checksums of what it cannot do without: Word and browsers show
    nothing of another. Of JPEG and GIF they show what is there.
    """
    if shape_of(data) is None:
        return False
    if data.startswith(b"\x89PNG"):
        return _is_whole_png(data)
    try:
        return _gif_shows(data) if data.startswith(b"GIF8") else _jpeg_shows(data)
    except (struct.error, IndexError):
        return False


def _is_whole_png(data: bytes) -> bool:
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26].ljust(10, b"\0"))
    # Interlaced pictures have a few more bytes that say how a row was filtered.
    most = 2 * height * (2 + width * depth * _PNG_BITS.get(colour, 0) // 8) + 1024
    inflated, place = zlib.decompressobj(), 8
    while place + 12 <= len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        name, end = data[place + 4 : place + 8], place + 12 + length
        if end > len(data):
            return False
        (checksum,) = struct.unpack(">I", data[end - 4 : end])
        if name[:1].isupper() and zlib.crc32(data[place + 4 : end - 4]) != checksum:
            return False
        if name == b"IDAT":
            most -= _inflate(inflated, data[place + 8 : end - 4], most)
            if most < 0:
                return False
        if name == b"IEND":
            return inflated.eof
        place = end
    return False


def _inflate(stream: "zlib._Decompress", part: bytes, most: int) -> int:
    """Count the bytes a part of a stream grows to; more than `most` when it is broken."""
    grown = 0
    try:
        while part and not stream.eof and grown <= most:
            grown += len(stream.decompress(part, _AT_ONCE))
            part = stream.unconsumed_tail
    except zlib.error:
        return most + 1
    return grown


def _gif_shows(data: bytes) -> bool:
    def colours(packed: int) -> int:
        return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0

    place = 13 + colours(data[10])
    while data[place] == 0x21:  # an extension: blocks until an empty one
        place += 2
        while data[place]:
            place += 1 + data[place]
        place += 1
    if data[place] != 0x2C:
        return False
    place += 10 + colours(data[place + 9])
    return data[place + 1] > 0 and len(data) > place + 2


def _jpeg_shows(data: bytes) -> bool:
    place = 2
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in (0x01, *range(0xD0, 0xD9)):
            place += 2
        else:
            place += 2 + int(struct.unpack(">H", data[place + 2 : place + 4])[0])
            if marker == 0xDA:
                return place < len(data)
    return False


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
