"""The form of an inspection file: a ZIP whose manifest names every file and is signed. Pure.

`manifest.json` gives name, size and SHA-256 of every other file, and the id of the key; the Ed25519
signature of its exact bytes is in `manifest.sig`, the public key in `key.lawkey`. Anybody can check
it with `sha256sum` and any Ed25519 program, or with `docctl documents check-inspection`.
"""

import hashlib
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from docctl.days import local
from docctl.errors import Refused, say
from docctl.packs.keys import KeyPair, fingerprint, read_public_key, read_signature, write_signature

FORMAT = "docctl-inspection 1"
IMPACT = "impact/1"  # how findings are judged: `docctl.impact.rules`
CHUNK = 500  # values of one IN list
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "key.lawkey"
LARGEST = 256 * 1024 * 1024  # unpacked, of a file that is checked
_END = b"PK\5\6" + bytes(4)  # of the last record of a ZIP in one part, 22 bytes without a comment
_RECORD = 22
# What reading a damaged ZIP, or JSON without end, may come to.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
    RuntimeError,  # encrypted, nested without end, packed in an unknown way
)
README = """Hồ sơ kiểm tra của một tài liệu, do hệ thống kiểm soát tài liệu (docctl) lập.

manifest.json   tên, kích thước, SHA-256 của mọi tệp; ai xuất, lúc nào; đầu chuỗi nhật ký
manifest.sig    chữ ký Ed25519 (base64) trên đúng các byte của manifest.json
key.lawkey      khóa công khai của nơi lập; so vân tay với khóa đã biết trước khi tin
document.json   tài liệu, các bản, người tham gia, các bước duyệt, chữ ký
versions/       nội dung từng bản; SHA-256 của tệp là mã băm mà chữ ký duyệt gắn vào
citations.json  từng viện dẫn: quy tắc nào, phiên bản nào của máy đã đọc, ai đã quyết định
law.json        văn bản pháp luật được viện dẫn và nguồn của thông tin
findings.json   từng phát hiện: máy nói gì theo quy tắc nào, người quyết định gì, khi nào, vì sao
traces.json     vì sao có, vì sao không có phát hiện, từng bước
decisions.json  quyết định về tín hiệu yếu, báo sót, quy tắc để sang bên, khuyến nghị đã áp dụng
certificates.json   phiếu xác nhận đã lập, và câu trả lời của hôm nay
audit.jsonl     các dòng nhật ký về tài liệu; mỗi dòng tính lại được mã băm của nó

Điều máy nói có "said_by": {"kind": "machine", source (nguồn), rule (quy tắc), version (phiên bản)};
điều người nói có "said_by": {"kind": "person", name (ai), at (lúc nào)}. Ngày là ngày của Việt Nam;
thời điểm ghi theo giờ UTC (giờ Việt Nam là UTC + 7).

audit.jsonl: hash = SHA-256(0x00 + previous_hash dạng byte + JSON chuẩn của "fact": khóa xếp theo
thứ tự, không dấu cách, UTF-8). Dòng không có "fact" nói cả về tài liệu khác nên không đưa nội dung.
"""


def write_json(value: Any) -> bytes:
    """Write plain values for people and programs alike: sorted, indented, UTF-8."""
    return (json.dumps(plain(value), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def plain(value: Any) -> Any:
    """Give a value as JSON knows it: days and instants in ISO, words of lists as their codes."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        listed = [plain(one) for one in value]
        return sorted(listed) if isinstance(value, set | frozenset) else listed
    return value


def machine(*, source: str, rule: str, version: str) -> dict[str, str]:
    """Say that the program said something: from what, by which rule, in which version."""
    return {"kind": "machine", "source": source, "rule": rule, "version": version}


def person(name: str, at: datetime | None) -> dict[str, Any]:
    """Say that a person said something, and when."""
    return {"kind": "person", "name": name, "at": at}


def parts(values: Sequence[Any]) -> Iterator[list[Any]]:
    """Give values in parts that one question can hold."""
    for start in range(0, len(values), CHUNK):
        yield list(values[start : start + CHUNK])


def seal(files: Mapping[str, bytes], about: Mapping[str, Any], pair: KeyPair) -> tuple[bytes, str]:
    """Write the ZIP of files with its signed manifest; give it and the SHA-256 of the manifest."""
    listed = {**files, "README.txt": README.encode(), KEY: pair.public.line.encode()}
    manifest = write_json(
        {
            **about,
            "format": FORMAT,
            "key": pair.public.id,
            "files": [
                {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                for name, data in sorted(listed.items())
            ],
        }
    )
    signed = write_signature(pair.sign(manifest)) + b"\n"
    at = local(about["exported_at"]).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((MANIFEST, manifest), (SIGNATURE, signed), *sorted(listed.items())):
            archive.writestr(zipfile.ZipInfo(name, date_time=at), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue(), hashlib.sha256(manifest).hexdigest()


def check(data: bytes) -> tuple[dict[str, Any], str]:
    """Check a file against its manifest and signature; give the manifest and the fingerprint.

    Refused with everything that does not hold. Who owns the key is for people to compare.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise Refused(say("The file is larger than %(limit)s MB.", limit=LARGEST // 2**20))
            names = archive.namelist()
            first = min(one.header_offset for one in archive.infolist())
            alone = first == 0 and data[-_RECORD:].startswith(_END)
            found = {name: archive.read(name) for name in names}
        manifest = json.loads(found[MANIFEST])
        key = read_public_key(found[KEY].decode())
        signature = read_signature(found[SIGNATURE].removesuffix(b"\n"))
        listed = {one["name"]: one["sha256"] for one in manifest["files"]}
        told = (manifest["document"]["code"], manifest["exported_at"])
        plainly = all(isinstance(one, str) for one in (*told, *listed, *listed.values()))
    except _DAMAGE as error:
        raise Refused(say("This file is no inspection file, or it is damaged.")) from error
    if not (plainly and all(name.isprintable() for name in (*names, *listed))):
        raise Refused(say("This file is no inspection file, or it is damaged."))
    wrong = []
    if not alone:
        wrong.append(say("Something stands before or after the files of the ZIP."))
    if len(names) != len(found) or set(found) != {*listed, MANIFEST, SIGNATURE}:
        wrong.append(say("The files are not those the manifest names."))
    wrong += [
        say("%(name)s is not what the manifest says.", name=name)
        for name, digest in listed.items()
        if name in found and hashlib.sha256(found[name]).hexdigest() != digest
    ]
    signs = signature is not None and key.verifies(signature, found[MANIFEST])
    if manifest.get("format") != FORMAT or manifest.get("key") != key.id or not signs:
        wrong.append(say("The manifest was not signed with the key that is beside it."))
    if wrong:
        raise Refused(*wrong)
    return manifest, fingerprint(key.id)
