"""Ed25519 keys: the one door to the cryptography library.

Every installation has one key pair, made on first use and kept in a file of mode 0600. A key is
called by its id, the SHA-256 of the public key; people compare its first half, the fingerprint.
"""

import base64
import binascii
import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from docctl.errors import Refused, say
from docctl.vietnamese import one_line

FILE = "pack_key.pem"
HEAD = "docctl-key 1"  # of the line in which a public key travels
LONGEST = 2000
_OTHERS = 0o077
_BASE64 = re.compile(r"[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as 32 bytes, with the name its file gives it (which proves nothing)."""

    raw: bytes
    name: str = ""

    @property
    def id(self) -> str:
        """Give what the key is called: the SHA-256 of its bytes in hex."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def text(self) -> str:
        """Write the key in base64."""
        return base64.b64encode(self.raw).decode()

    @property
    def line(self) -> str:
        """Write the key as the one line of its file."""
        return f"{HEAD} {self.text} {self.name}".rstrip() + "\n"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Say whether the owner of the key signed exactly these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class KeyPair:
    """The installation's own pair; only this signs."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @property
    def public(self) -> PublicKey:
        """Give the public half."""
        return PublicKey(self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign bytes; 64 bytes come back, the same for the same message."""
        return self._private.sign(message)


def fingerprint(key_id: str) -> str:
    """Write the first half of a key's id in groups of four, for people to compare."""
    half = key_id[:32]
    return " ".join(half[start : start + 4] for start in range(0, len(half), 4))


def read_public_key(text: str) -> PublicKey:
    """Read a pasted or uploaded public key: the line of its file, or its base64 alone."""
    line = one_line(text[:LONGEST])
    if not line:
        raise Refused(say("Paste the public key, or choose its file."))
    said = line.removeprefix(HEAD).strip()
    key, _, name = said.partition(" ")
    if "PRIVATE" in line.upper():
        raise Refused(say("This is a private key. It must stay secret; ask for the public one."))
    if not _BASE64.fullmatch(key):
        raise Refused(
            say("This is no public key of docctl; paste the whole line or choose its file.")
        )
    raw = base64.b64decode(key)
    if base64.b64encode(raw).decode() != key:
        raise Refused(say("The public key is damaged; let it be sent again."))
    return PublicKey(raw, name.strip()[:200])


def read_signature(text: bytes) -> bytes | None:
    """Read a signature in base64; None for anything that is not exactly one."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == 64 and base64.b64encode(raw) == text else None


def write_signature(raw: bytes) -> bytes:
    """Write a signature in base64."""
    return base64.b64encode(raw)


def find_own_key(home: Path) -> KeyPair | None:
    """Open the installation's pair if there is one; refuse a file that others can read."""
    path = home / FILE
    try:
        if path.stat().st_mode & _OTHERS:
            raise Refused(
                say("The key file %(name)s can be read by others; set its mode to 600.", name=FILE)
            )
        private = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except ValueError:
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise Refused(
            say("The key file %(name)s is damaged; put its backup in its place.", name=FILE)
        )
    return KeyPair(private)


def make_own_key(home: Path) -> KeyPair:
    """Make the installation's pair, durably; if somebody made it meanwhile, that one counts."""
    pair = Ed25519PrivateKey.generate()
    written = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path, fresh = home / FILE, home / f".{FILE}-{os.getpid()}-{id(pair)}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # somebody made it meanwhile
            os.link(fresh, path)
    finally:
        fresh.unlink()
    own = find_own_key(home)
    assert own is not None
    return own
