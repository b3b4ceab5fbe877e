"""A picture is what its bytes say, small enough, and seen by who may see its version."""

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.actors import Actor
from docctl.documents import queries, service
from docctl.errors import Refused
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeVersion, paragraphs
from tests.web import journey
from tests.word.make import png, png_of


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    scan = b"\xff\xda\x00\x0c\x03" + b"\0" * 9 + b"\x7f\xff\xd9"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 9 + frame + scan


def gif(width: int, height: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0" * 6
    extension = b"\x21\xf9\x04\0\0\0\0\0"
    place = b"\x2c" + struct.pack("<HHHH", 0, 0, width, height) + b"\0"
    return head + extension + place + b"\x02\x02\x4c\x01\x00;"


@pytest.mark.parametrize(
    ("data", "kind"),
    [(png(3, 4), "image/png"), (jpeg(3, 4), "image/jpeg"), (gif(3, 4), "image/gif")],
)
def test_a_picture_is_known_by_its_bytes(data: bytes, kind: str) -> None:
    assert service.media_type_of(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"RIFF....WEBP",
        png(0, 4),
        png(100_000, 100_000),
        jpeg(65_000, 65_000),
        gif(65_000, 65_000),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        png(3, 3) + b"\0" * service.PICTURE_LIMIT,
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        service.media_type_of(data)


WHOLE = [png(3, 4), jpeg(3, 4), gif(3, 4)]


@pytest.mark.parametrize("data", WHOLE)
def test_a_picture_cut_off_within_its_head_is_refused_as_damaged(data: bytes) -> None:
    for length in range(8, 26):
        with pytest.raises(Refused, match="damaged or cut off"):
            service.media_type_of(data[:length])


def test_a_png_is_taken_whole_or_not_at_all() -> None:
    data = png(30, 40)
    for length in range(8, len(data)):
        with pytest.raises(Refused, match="damaged or cut off"):
            service.media_type_of(data[:length])
    assert service.media_type_of(data + b"what a camera adds") == "image/png"


@pytest.mark.parametrize("place", [23, 30, 45, -10, -2])
def test_a_png_with_a_wrong_byte_where_it_counts_is_refused(place: int) -> None:
    data = bytearray(png(30, 40))
    data[place] ^= 0xFF
    with pytest.raises(Refused, match="damaged or cut off"):
        service.media_type_of(bytes(data))


def test_a_png_whose_pixels_end_early_or_never_is_refused() -> None:
    broken = [b"no pixels at all", zlib.compress(b"\0" * 40)[:-6], zlib.compress(b"\0" * 10**6)]
    for pixels in broken:
        with pytest.raises(Refused, match="damaged or cut off"):
            service.media_type_of(png_of(3, 4, pixels))


@given(data=st.binary(max_size=60), start=st.sampled_from([b"", b"\xff\xd8\xff", b"GIF89a"]))
def test_no_bytes_break_the_check(data: bytes, start: bytes) -> None:
    with suppress(Refused):
        assert service.media_type_of(start + data).startswith("image/")


def test_a_picture_is_found_by_who_may_see_its_version(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    blob = runtime.blobs.put(png(3, 4))
    with runtime.transaction(people.drafter) as tx:
        service.add_picture(tx, version_id=version_id, blob=blob, media_type="image/png", size=40)
        service.add_picture(tx, version_id=version_id, blob=blob, media_type="image/png", size=40)
    with runtime.reading() as session:
        now = runtime.now()
        assert queries.find_picture(session, blob, actor=people.drafter, now=now) is not None
        assert queries.find_picture(session, blob, actor=people.reader, now=now) is None
        assert len(queries.list_pictures(session, version_id)) == 1


def saved_with(runtime: Runtime, actor: Actor, version_id: int, blob: str) -> set[str]:
    """Save a text that shows a picture; give the pictures the version has afterwards."""
    content = paragraphs("Lưu đồ")
    attrs = {"src": blob, "alt": "", "width": None, "height": None}
    content["content"].append({"type": "image", "attrs": attrs})
    with runtime.transaction(actor) as tx:
        service.save_content(tx, version_id=version_id, content=content, revision=1)
    with runtime.reading() as session:
        return {picture.blob for picture in queries.list_pictures(session, version_id)}


def test_a_picture_copied_from_a_text_one_may_see_comes_along(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    blob = runtime.blobs.put(png(3, 4))
    other, own = make_version(code="QT-1"), make_version(code="QT-2")
    with runtime.transaction(people.drafter) as tx:
        service.add_picture(tx, version_id=other, blob=blob, media_type="image/png", size=40)
    assert saved_with(runtime, people.drafter, own, blob) == {blob}


def test_a_picture_of_a_text_one_may_not_see_is_refused(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """T48: naming it shows nothing, and nobody signs a text whose readers see less."""
    blob = runtime.blobs.put(png(3, 4))
    hidden = make_version(code="QT-1")
    with runtime.transaction(people.drafter) as tx:
        service.add_picture(tx, version_id=hidden, blob=blob, media_type="image/png", size=40)
    other = journey.second_drafter(runtime, people)
    own = MakeVersion(runtime, people.agency_id, other)(code="QT-2")
    with pytest.raises(Refused, match="not stored here"):
        saved_with(runtime, other, own, blob)
