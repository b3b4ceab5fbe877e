"""The outside of a pack: three lines, then the signed body. Pure.

    docctl-pack 1
    key <SHA-256 of the public key, 64 hex digits>
    signature <Ed25519 in base64>
    <body>

The signature is over every byte of the file except its own line, so nothing of the body is read
before it has been checked. There is no archive: nothing unpacks, nothing has a path.
"""

import hashlib
import re
from dataclasses import dataclass

from docctl.errors import Refused, say
from docctl.packs.keys import KeyPair, PublicKey, read_signature, write_signature

ENDING = ".lawpack"
LARGEST = 64 * 1024 * 1024
_MAGIC = b"docctl-pack "
_HEAD = re.compile(
    rb"docctl-pack ([1-9][0-9]{0,8})\nkey ([0-9a-f]{64})\nsignature ([^\n]{1,100})\n"
)
VERSION = 1


@dataclass(frozen=True, slots=True)
class Envelope:
    """A pack whose signature nobody has checked yet."""

    key_id: str
    signature: bytes
    body: bytes
    sha256: str

    @property
    def signed(self) -> bytes:
        """Give the bytes that the signature is over."""
        return _signed(self.key_id, self.body)

    def is_by(self, key: PublicKey) -> bool:
        """Say whether the owner of the key signed it, as it says."""
        return key.id == self.key_id and key.verifies(self.signature, self.signed)


def seal(body: bytes, pair: KeyPair) -> bytes:
    """Write the file of a body, signed."""
    key_id = pair.public.id
    signature = write_signature(pair.sign(_signed(key_id, body)))
    return b"%ssignature %s\n%s" % (_signed(key_id, b""), signature, body)


def open_envelope(data: bytes) -> Envelope:
    """Take a file apart; Refused with what to do when it is no pack this program can read."""
    if len(data) > LARGEST:
        raise Refused(say("The file is larger than %(limit)s MB.", limit=LARGEST // 2**20))
    if not data.startswith(_MAGIC):
        raise Refused(say("This file is no legal pack; choose one that ends in .lawpack."))
    found = _HEAD.match(data)
    if found is None:
        raise Refused(say("The beginning of the pack is damaged; let it be sent again."))
    if int(found[1]) != VERSION:
        raise Refused(
            say(
                "The pack is of format %(found)s, this program reads format %(known)s;"
                " bring docctl up to date, or ask for a pack in that format.",
                found=int(found[1]),
                known=VERSION,
            )
        )
    signature = read_signature(found[3])
    if signature is None:
        raise Refused(say("The signature of the pack is damaged; let it be sent again."))
    return Envelope(
        key_id=found[2].decode(),
        signature=signature,
        body=data[found.end() :],
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _signed(key_id: str, body: bytes) -> bytes:
    return b"docctl-pack %d\nkey %s\n%s" % (VERSION, key_id.encode(), body)
