"""What somebody may do to a pack on its way, and what a sender gone wrong may put into one."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docctl.errors import Refused
from docctl.packs import queries
from docctl.packs.body import Pack, read_body
from docctl.packs.envelope import LARGEST, open_envelope, seal
from docctl.packs.keys import KeyPair, PublicKey, find_own_key, make_own_key, read_public_key
from docctl.packs.receiving import open_pack
from tests.packs.conftest import Office
from tests.packs.forge import body_of, written
from tests.packs.test_round_trip import a_register

ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.fixture
def kind() -> str:
    return "sqlite"  # nothing here is about the database


@pytest.fixture
def data(higher: Office) -> bytes:
    a_register(higher)
    return higher.pack()


def refused(office: Office, data: bytes) -> str:
    with pytest.raises(Refused) as refusal, office.runtime.reading() as session:
        open_pack(session, data)
    return str(refusal.value)


def test_a_pack_with_any_byte_changed_is_refused(
    higher: Office, lower: Office, data: bytes
) -> None:
    """Every byte of the head, and bytes all over the body."""
    head = len(data) - len(open_envelope(data).body)
    places = [*range(head + 40), *range(head, len(data), 97), len(data) - 1]
    with lower.runtime.reading() as session:
        open_pack(session, data)
        for place in places:
            for flip in (1, 0x20, 0x80):
                changed = bytearray(data)
                changed[place] ^= flip
                with pytest.raises(Refused):
                    open_pack(session, bytes(changed))


def test_a_pack_that_is_cut_or_has_more_is_refused(lower: Office, data: bytes) -> None:
    for length in (0, 1, 13, 80, 180, 300, len(data) // 2, len(data) - 1):
        refused(lower, data[:length])
    for more in (b"\n", b"{}\n", data, b"\0"):
        assert "changed or damaged" in refused(lower, data + more)
    refused(lower, b"\n" + data)
    refused(lower, b"\xef\xbb\xbf" + data)
    refused(lower, data.replace(b"\n", b"\r\n"))


def test_the_signature_is_one_and_not_another_way_to_write_it(lower: Office, data: bytes) -> None:
    line = data.split(b"\n")[2]
    raw = base64.b64decode(line.removeprefix(b"signature "))
    other = (int.from_bytes(raw[32:], "little") + ED25519_ORDER).to_bytes(32, "little")
    for signature in (
        base64.b64encode(raw[:32] + other),
        base64.b64encode(raw) + b" ",
        base64.b64encode(raw).rstrip(b"="),
        base64.urlsafe_b64encode(raw)[:-2] + b"A=",
        base64.b64encode(bytes(64)),
    ):
        assert data.replace(line, b"signature " + signature) != data
        refused(lower, data.replace(line, b"signature " + signature))


def test_another_key_does_not_sign_for_a_known_one(
    higher: Office, lower: Office, data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    thief = make_own_key(tmp_path_factory.mktemp("thief"))
    forged = seal(open_envelope(data).body, thief)
    assert "Nobody here knows the key" in refused(lower, forged)
    named = forged.replace(thief.public.id.encode(), higher.key().public.id.encode())
    assert "changed or damaged" in refused(lower, named)


def test_a_later_format_is_refused_with_what_to_do(lower: Office, data: bytes) -> None:
    assert "bring docctl up to date" in refused(lower, data.replace(b"pack 1", b"pack 2", 1))
    refused(lower, data.replace(b"docctl-pack 1", b"docctl-pack 01", 1))


def test_a_file_of_another_kind_is_refused(lower: Office) -> None:
    for other in (b"", b"PK\x03\x04" + bytes(100), b"docctl-pack ", b"docctl-pack 1\n", b"\0" * 99):
        refused(lower, other)
    assert "larger than 64 MB" in refused(lower, bytes(LARGEST + 1))


def test_the_writer_of_these_tests_writes_what_is_read(data: bytes) -> None:
    assert written(body_of(data)) == open_envelope(data).body


def withdrawn(line: dict[str, Any], successor: str) -> dict[str, Any]:
    line.update(state="withdrawn", successor=successor)
    return line


HUGE = "9" * 5000
Change = Callable[[list[dict[str, Any]]], Any]
LINES: list[Change] = [
    lambda lines: lines[1].update(ref=True),
    lambda lines: lines[1].update(ref=-1),
    lambda lines: lines[1].update(ref=2**70),
    lambda lines: lines[1].update(ref="1"),
    lambda lines: lines[1].update(at="2026-02-30T00:00:00.000000Z"),
    lambda lines: lines[1].update(at="yesterday"),
    lambda lines: lines[1].update(at="0001-01-01T00:00:00.000000Z"),
    lambda lines: lines[1].update(at="9999-12-31T23:59:59.000000Z"),
    lambda lines: lines[1].update(at="2027-01-01T00:00:00.000000Z"),  # after the pack was made
    lambda lines: lines[-1].update(at="2027-01-01T00:00:00.000000Z"),
    lambda lines: lines[-1].update(effective_on="0001-01-01"),
    lambda lines: lines[-1].update(until="9999-12-31"),
    lambda lines: lines[1].update(issued_on="2018-4-23"),
    lambda lines: lines[1].update(issued_on="20180423"),
    lambda lines: lines[1].update(issued_on=None),
    lambda lines: lines[1].update(effective_on="9999-01-01"),
    lambda lines: lines[1].update(expires_on="1950-01-01"),
    lambda lines: lines[1].update(number=""),
    lambda lines: lines[1].update(number="\u202e\u200b"),
    lambda lines: lines[1].update(title="x" * 5000),
    lambda lines: lines[1].update(title=["x"]),
    lambda lines: lines[1].update(names=["x"] * 101),
    lambda lines: lines[1].update(names="x"),
    lambda lines: lines[1].update(certainty="<script>"),
    lambda lines: lines[1].update(more="x"),
    lambda lines: lines[1].pop("title"),
    lambda lines: lines.insert(1, dict(lines[1])),  # the same text twice
    lambda lines: lines.insert(1, {**lines[1], "ref": 999}),  # under another reference
    lambda lines: lines.append(dict(lines[-1])),  # the same effect twice
    lambda lines: lines[-1].update(source=12345),
    lambda lines: lines[-1].update(target=12345),
    lambda lines: lines[-1].update(target=lines[-1]["source"]),
    lambda lines: lines[-1].update(action="destroys"),
    lambda lines: lines[-1].update(action="expires"),
    lambda lines: lines[-1].update(state="proposed"),
    lambda lines: lines[-1].update(extent="parts"),
    lambda lines: lines[-1].update(extent="parts", paths=["../../etc/passwd"]),
    lambda lines: lines[-1].update(extent="parts", paths=["d0005.", "d0003."]),
    lambda lines: lines[-1].update(extent="parts", paths=["d0005."] * 2),
    lambda lines: lines[-1].update(extent="parts", paths=["t99_99."]),
    lambda lines: lines[-1].update(extent="parts", paths=["d0001." * 50]),
    lambda lines: lines[-1].update(extent="parts", paths=[f"d{n:04}." for n in range(2001)]),
    lambda lines: lines[-1].update(confidence=2),
    lambda lines: lines[-1].update(confidence=True),
    lambda lines: lines[-1].update(confidence="1"),
    lambda lines: lines[-1].update(effective_on="2025-07-01", until="2024-01-01"),
    lambda lines: lines[-1].update(evidence="x" * 50_001),
    lambda lines: lines[-1].update(kind="text"),
    lambda lines: lines[-1].update(number="TD-26-1"),
    lambda lines: lines[-1].update(number="<b>TD-2026-00001</b>"),
    lambda lines: lines[-1].update(number=None),
    lambda lines: lines[-1].pop("number"),
    lambda lines: lines[-1].pop("successor"),
    lambda lines: lines[-1].update(state="confirmed", successor="TD-2026-99999"),
    lambda lines: withdrawn(lines[-1], lines[-1]["number"]),
    lambda lines: withdrawn(lines[-1], "TD-2026-99999").update(number=""),
    lambda lines: lines.append({**lines[-1], "action": "repeals"}),  # one number for two
    lambda lines: lines[0].update(schema=1),  # whose effects have no numbers
]


@pytest.mark.parametrize("change", LINES, ids=range(len(LINES)))
def test_a_line_no_pack_may_hold_is_refused_also_when_it_is_signed(
    change: Change, higher: Office, lower: Office, data: bytes
) -> None:
    lines = body_of(data)
    change(lines)
    body = written(lines)
    assert body != open_envelope(data).body
    assert "tell its sender" in refused(lower, seal(body, higher.key()))


MANIFESTS: list[dict[str, Any]] = [
    {"number": 0},
    {"number": True},
    {"number": 10**9},
    {"agency": ""},
    {"agency": "x" * 301},
    {"agency": 1},
    {"made_at": ""},
    {"made_at": "9999-12-31T23:59:59.000000Z"},
    {"previous": "x"},
    {"scope": "everything"},
    {"since": "2026"},
    {"more": 1},
    {"kind": "text"},
    {"sections": []},
    {"sections": [{"name": "texts", "lines": 10**12, "sha256": "0" * 64}] * 3},
    {"sections": [{"name": "texts", "lines": -1, "sha256": "0" * 64}] * 3},
]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=str)
def test_a_manifest_no_pack_may_have_is_refused(
    manifest: dict[str, Any], higher: Office, lower: Office, data: bytes
) -> None:
    body = written(body_of(data), **manifest)
    assert "Line 1 of the pack" in refused(lower, seal(body, higher.key()))


def test_a_schema_of_another_time_is_refused_with_what_to_do(
    higher: Office, lower: Office, data: bytes
) -> None:
    for schema in (0, 3, 99):
        said = refused(lower, seal(written(body_of(data), schema=schema), higher.key()))
        assert "bring docctl up to date" in said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"[]\n",
        b'{"kind":"pack"}',
        b'{"a":1,"a":1}\n',
        b'{"kind": "pack"}\n',
        b'{"kind":"pack","schema":1e0}\n',
        b'{"kind":"pack","schema":' + HUGE.encode() + b"}\n",
        b'{"kind":"pack","x":NaN}\n',
        b"[" * 100_000 + b"\n",
        b'{"kind":"pack","x":"\\ud800"}\n',
        '{"kind":"pack"}\n'.encode("utf-16"),
        b"\xff\xfe\n",
        b"x" * 20_000,
    ],
    ids=range(14),
)
def test_a_body_that_is_none_is_refused(body: bytes, higher: Office, lower: Office) -> None:
    assert "Line 1 of the pack" in refused(lower, seal(body, higher.key()))


def test_counts_and_hashes_of_the_manifest_must_be_true(
    higher: Office, lower: Office, data: bytes
) -> None:
    lines = body_of(data)
    sections = lines[0]["sections"]
    for place, name, value in ((0, "lines", 2), (1, "lines", 4), (0, "sha256", "0" * 64)):
        wrong = [dict(one) for one in sections]
        wrong[place][name] = value
        body = written(lines, sections=wrong)
        assert "let it be sent again" in refused(lower, seal(body, higher.key()))


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_no_bytes_raise_anything_but_a_refusal(body: bytes) -> None:
    for attempt in (
        lambda: open_envelope(body),
        lambda: read_body(body),
        lambda: open_envelope(b"docctl-pack 1\n" + body),
    ):
        with pytest.raises(Refused):
            attempt()


def test_direction_marks_and_unseen_signs_are_taken_out_of_what_is_shown(
    higher: Office, lower: Office, data: bytes
) -> None:
    lines = body_of(data)
    lines[1]["title"] = "Về \u202eđảo\u200b ngược\x00\ufeff"
    with lower.runtime.reading() as session:
        opened = open_pack(session, seal(written(lines), higher.key()))
    assert opened.pack.texts[0].title == "Về đảo ngược"


def test_a_pack_of_a_day_ahead_is_refused(higher: Office, lower: Office, data: bytes) -> None:
    """Its number and its words would stand against every later pack."""
    ahead = written(body_of(data), made_at="2026-03-04T00:00:00.000000Z")
    with pytest.raises(Refused, match="lies ahead"):
        lower.receive(seal(ahead, higher.key()))


def test_a_pack_counts_its_own_keys(data: bytes) -> None:
    pack = read_body(open_envelope(data).body)
    assert isinstance(pack, Pack)
    assert set(pack.keys) == {one.ref for one in pack.texts}


def test_a_refused_pack_leaves_nothing_behind(higher: Office, lower: Office, data: bytes) -> None:
    refused(lower, data[:-1])
    with lower.runtime.reading() as session:
        assert queries.list_received(session) == []


def test_the_private_key_is_for_its_owner_only(higher: Office, lower: Office) -> None:
    pair: KeyPair = higher.key()
    path = higher.runtime.settings.home / "pack_key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert make_own_key(higher.runtime.settings.home).public == pair.public  # never another one
    path.chmod(0o644)
    with pytest.raises(Refused, match="can be read by others"):
        find_own_key(higher.runtime.settings.home)
    path.chmod(0o600)
    path.write_bytes(b"-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n")
    with pytest.raises(Refused, match="is damaged"):
        find_own_key(higher.runtime.settings.home)


def test_a_public_key_is_read_from_its_line_and_nothing_else(higher: Office) -> None:
    key = PublicKey(higher.key().public.raw, "Sở Tư pháp")
    assert read_public_key(key.line) == key
    assert read_public_key(f"  {key.text}\r\n").raw == key.raw
    private = (higher.runtime.settings.home / "pack_key.pem").read_text()
    for wrong in ("", "x", key.text[:-2], key.text[:-2] + "B=", key.text.replace("=", "")):
        with pytest.raises(Refused):
            read_public_key(wrong)
    with pytest.raises(Refused, match="private key"):
        read_public_key(private)
