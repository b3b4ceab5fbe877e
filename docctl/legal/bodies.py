"""Issuing bodies: one key for the ways a body is written, who took over from whom, and when. Pure.

Facts, not judgements: the ministries after Nghị quyết 176/2025/QH15 (from 1 March 2025) and the
provinces after Nghị quyết 202/2025/QH15 (from 1 July 2025, in effect since 12 June 2025).
"""

import re
from datetime import date
from functools import lru_cache

from docctl.legal.numbers import issuer_norm, issuer_of_number, number_parts
from docctl.vietnamese import fold

# What `numbers.issuer_norm` leaves different and is one all the same.
_SAME = (
    (re.compile(r"^lien (?=bo )"), ""),
    (re.compile(r"^bo truong (?=chu nhiem )"), ""),
    (re.compile(r"^(?:chu nhiem|thong doc|giam doc|tong giam doc|chu tich) (?=uy ban|van phong"
                r"|ngan hang|bao hiem|hoi dong|so )"), ""),
    (re.compile(r"\b(?:hcm|tphcm)\b"), "ho chi minh"),
    (re.compile(r"\bubtvqh\b"), "uy ban thuong vu quoc hoi"),
    (re.compile(r"^(?:thong doc )?(?:nhnn|ngan hang nha nuoc)(?: viet nam)?$"),
     "ngan hang nha nuoc"),
    (re.compile(r"^hoi dong tham phan (?=toa an nhan dan toi cao)"), ""),
    (re.compile(r"^tong (?=kiem toan|thanh tra)"), ""),
    (re.compile(r"^kiem toan$"), "kiem toan nha nuoc"),
    (re.compile(r"^thanh tra(?: nha nuoc)?$"), "thanh tra chinh phu"),
)  # fmt: skip
_JOINT = re.compile(
    r"\s*(?:[,;+]| va\b)\s*(?=(?:bo|uy ban|toa an|vien kiem sat|ngan hang|thanh tra|kiem toan"
    r"|tong lien doan|tong cuc|trung uong|van phong|ban|hoi|doan|mat tran|bo truong)\b)"
)

_LOCAL_SYMBOL = re.compile(r"^(?:ct)?(?:ub|ubnd|hdnd|tthdnd|s[a-z]{2,})\d*$")

# predecessor, successor, first day
_SUCCESSIONS = tuple(
    (fold(old), fold(new), date.fromisoformat(day))
    for old, new, day in (
        ("Bộ Tài nguyên và Môi trường", "Bộ Nông nghiệp và Môi trường", "2025-03-01"),
        ("Bộ Nông nghiệp và Phát triển nông thôn", "Bộ Nông nghiệp và Môi trường", "2025-03-01"),
        ("Bộ Giao thông vận tải", "Bộ Xây dựng", "2025-03-01"),
        ("Bộ Kế hoạch và Đầu tư", "Bộ Tài chính", "2025-03-01"),
        ("Bộ Thông tin và Truyền thông", "Bộ Khoa học và Công nghệ", "2025-03-01"),
        ("Bộ Lao động Thương binh và Xã hội", "Bộ Nội vụ", "2025-03-01"),
        ("Ủy ban Dân tộc", "Bộ Dân tộc và Tôn giáo", "2025-03-01"),
        ("Bộ Bưu chính Viễn thông", "Bộ Thông tin và Truyền thông", "2007-08-02"),
        ("Bộ Văn hóa Thông tin", "Bộ Văn hóa Thể thao và Du lịch", "2007-08-02"),
        ("Bộ Thủy sản", "Bộ Nông nghiệp và Phát triển nông thôn", "2007-08-02"),
        ("Bộ Công nghiệp", "Bộ Công Thương", "2007-08-02"),
        ("Bộ Thương mại", "Bộ Công Thương", "2007-08-02"),
        ("Bộ Khoa học Công nghệ và Môi trường", "Bộ Khoa học và Công nghệ", "2002-08-05"),
        ("Hội đồng Bộ trưởng", "Chính phủ", "1992-09-30"),
        ("Hội đồng Chính phủ", "Hội đồng Bộ trưởng", "1981-07-04"),
    )
)
_MERGED_ON = date(2025, 7, 1)
_MERGED = {
    new: frozenset(old.split(", "))
    for new, old in (
        ("tuyen quang", "ha giang"), ("lao cai", "yen bai"), ("thai nguyen", "bac kan"),
        ("phu tho", "hoa binh, vinh phuc"), ("bac ninh", "bac giang"), ("hung yen", "thai binh"),
        ("hai phong", "hai duong"), ("ninh binh", "ha nam, nam dinh"),
        ("quang tri", "quang binh"), ("da nang", "quang nam"), ("quang ngai", "kon tum"),
        ("gia lai", "binh dinh"), ("khanh hoa", "ninh thuan"),
        ("lam dong", "dak nong, binh thuan"), ("dak lak", "phu yen"),
        ("ho chi minh", "ba ria vung tau, binh duong"), ("dong nai", "binh phuoc"),
        ("tay ninh", "long an"), ("can tho", "soc trang, hau giang"),
        ("vinh long", "ben tre, tra vinh"), ("dong thap", "tien giang"), ("ca mau", "bac lieu"),
        ("an giang", "kien giang"),
    )
}  # fmt: skip
_UNMERGED = ("ha noi", "hue", "thua thien hue", "cao bang", "dien bien", "ha tinh", "lai chau",
             "lang son", "nghe an", "quang ninh", "thanh hoa", "son la")  # fmt: skip
PROVINCES = frozenset(_UNMERGED) | frozenset(_MERGED) | frozenset().union(*_MERGED.values())
_PROVINCE = re.compile(rf"\b({'|'.join(sorted(PROVINCES, key=len, reverse=True))})\b")
_LEVEL = re.compile(r"\b(quan|huyen|thi xa|thi tran|xa|phuong|dac khu)\b(?! hoi)")
_PEOPLES = re.compile(r"^(?:uy ban nhan dan|hoi dong nhan dan|so |tinh |thanh pho )")


@lru_cache(maxsize=4096)
def body_key(text: str) -> str:
    """Give the key of an issuing body: `Bộ trưởng Bộ Y tế` and `Bộ Y tế` are `bo y te`.

    The bodies of a joint text are sorted and joined with `+`. Empty for an empty name.
    """
    return "+".join(sorted({key for part in _JOINT.split(fold(text)) if (key := _body(part))}))


def _body(part: str) -> str:
    key = " ".join(re.sub(r"[^a-z0-9 ]", " ", issuer_norm(part.replace("ð", "d"))).split())
    for written, meant in _SAME:
        key = written.sub(meant, key)
    return key


@lru_cache(maxsize=4096)
def body_of_number(number: str) -> str:
    """Give the key of the body a number names (`61/2018/NĐ-CP` → `chinh phu`), or "".

    A number of a people's committee or council gives "": its symbol names no place.
    """
    return "" if is_local(number) else body_key(issuer_of_number(number) or "")


@lru_cache(maxsize=4096)
def is_local(number: str) -> bool:
    """Say whether a number is one that every province or commune uses."""
    parts = number_parts(number)
    return parts is not None and any(map(_LOCAL_SYMBOL.match, parts.symbol.split("-")))


@lru_cache(maxsize=4096)
def place_of(issuer: str) -> tuple[str, str] | None:
    """Give (province, level and name below the province) of a local body's key; else None.

    Each may be empty: `uy ban nhan dan tinh` says neither. A district or commune is named by the
    words from its level on: ("nghe an", "xa mau").
    """
    if not _PEOPLES.match(issuer):
        return None
    provinces = list(_PROVINCE.finditer(issuer))
    level = _LEVEL.search(issuer)
    province = provinces[-1][1] if provinces else ""
    below = issuer[level.start() :].replace(province, "").strip() if level else ""
    below = re.sub(r"\s+(?:tinh|thanh pho)$", "", below)
    return province, below


def province_of(*texts: str) -> str:
    """Give the folded name of the province the texts name, such as an agency's own name, or ""."""
    found = [name for text in texts for name in _PROVINCE.findall(body_key(text))]
    return found[-1] if found else ""


def agree(cited: str, known: str, day: date | None = None) -> bool | None:
    """Say whether two keys can be one issuer on `day`; None when one of them does not say.

    A name cut short agrees with the full one, one body of a joint text with all of them, and a body
    with the one that took it over by `day`.
    """
    if not cited or not known:
        return None
    if cited == known:
        return True
    here, there = place_of(cited), place_of(known)
    if here is not None and there is not None:
        return _same_place(here, there, day)
    if here is not None or there is not None:
        return False
    ours, theirs = set(cited.split("+")), set(known.split("+"))
    return all(any(_same_body(a, b, day) for b in theirs) for a in ours) or all(
        any(_same_body(a, b, day) for a in ours) for b in theirs
    )


def _same_body(a: str, b: str, day: date | None) -> bool:
    if a == b or a.startswith(f"{b} ") or b.startswith(f"{a} "):
        return True
    return a in heirs(b, day) or b in heirs(a, day)


def heirs(body: str, day: date | None) -> frozenset[str]:
    """Give the bodies that have taken over from `body` by `day` (ever, when None)."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        current = waiting.pop()
        for old, new, since in _SUCCESSIONS:
            if old == current and new not in found and (day is None or since <= day):
                found.add(new)
                waiting.append(new)
    return frozenset(found)


def _same_place(a: tuple[str, str], b: tuple[str, str], day: date | None) -> bool | None:
    if a[1] and b[1] and a[1] != b[1]:
        return False
    if not a[0] or not b[0]:
        return None
    if bool(a[1]) != bool(b[1]):
        return False
    return same_province(a[0], b[0], day)


def same_province(a: str, b: str, day: date | None) -> bool:
    """Say whether two provinces are one, or one has taken in the other by `day`."""
    if a == b:
        return True
    if day is not None and day < _MERGED_ON:
        return False
    return a in _MERGED.get(b, ()) or b in _MERGED.get(a, ())
