"""The version of the engine follows its answers: who changes them raises it.

`engine.json` keeps, for each EXTRACTOR, the hash of what `find` and `resolve` answered.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from docctl.content import Block
from docctl.legal import find
from docctl.legal.bodies import body_key
from docctl.legal.mentions import EXTRACTOR, list_hits
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm
from docctl.legal.resolve import Asker, Candidate, Mention, resolve

KNOWN = Path(__file__).with_name("engine.json")
SENTENCES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;",
    "Thực hiện theo điểm a, b khoản 2 Điều 15 và Điều 17 Luật Hộ tịch năm 2014.",
    "Các Luật số 43/2024/QH15, số 47/2024/QH15 và số 58/2024/QH15.",
    "Thông tư liên tịch số 28/2013/TTLT-BYT-BLĐTBXH của Bộ Y tế và Bộ Lao động.",
    "Quyết định số 504/QĐ-UBND ngày 12/3/2024 của Chủ tịch UBND tỉnh Nghệ An.",
    "Văn bản hợp nhất số 09/VBHN-BTC và TCVN ISO 9001:2015.",
    "Quyết định số 19/2014 của Thủ tướng Chính phủ, Quyết định 19/QĐ-TTg.",
    "Bộ luật Dân sự năm 2015, khoản 1 Điều 5 đến Điều 9 Bộ luật Lao động.",
    "Nghị định số 87/2020/NĐ-CP được sửa đổi bởi Nghị định số 07/2025/NĐ-CP.",
    "Nghị quyết số 04/2023/NQ-HĐND ngày 14/7/2023 của HĐND tỉnh Hậu Giang.",
    "Công chức làm theo Quy trình QT-02, biểu mẫu BM-01, trong 03 ngày, trước ngày 12/4.",
    "NGHỊ ĐỊNH SỐ 123/2015/NĐ - CP CỦA CHÍNH PHỦ",
    "Thông tư này thay thế Thông tư số 15/2015/TT-BTP.",
    "Theo điểm a.2 khoản 4 Điều 11 và khoản 1 Điều 21của Nghị định số 126/2020/NĐ-CP.",
)
DAY = date(2026, 3, 2)


def found() -> list[Any]:
    return [
        [
            [one.start, one.end, one.type, one.number, one.name, one.year, str(one.issued),
             one.issuer, [place.said() for place in one.articles], one.form, one.embedded]
            for one in find(sentence)
        ]
        for sentence in SENTENCES
    ]  # fmt: skip


def bound() -> list[Any]:
    pool = [
        Candidate(at, kind, number_norm(number), body_key(issuer), day)
        for at, (kind, number, issuer, day) in enumerate(
            (
                ("Nghị định", "61/2018/NĐ-CP", "Chính phủ", date(2018, 4, 23)),
                ("Quyết định", "504/QĐ-UBND", "UBND tỉnh Nghệ An", date(2024, 3, 12)),
                ("Quyết định", "504/QĐ-UBND", "UBND tỉnh Trà Vinh", date(2024, 3, 12)),
                ("Luật", "60/2014/QH13", "Quốc hội", date(2014, 11, 20)),
                ("Quyết định", "19/QĐ-TTg", "Thủ tướng Chính phủ", date(2014, 3, 5)),
            )
        )
    ]
    answers = []
    for one in (one for sentence in SENTENCES for one in find(sentence)):
        number = number_norm(one.number or "")
        mention = Mention(
            one.type, number, name_key(one.name or ""), one.year, one.issued, one.issuer or ""
        )
        numbered = [text for text in pool if text.number == number]
        named = pool[3:4] if mention.name == name_key("Luật Hộ tịch") else []
        for province in ("nghe an", "vinh long", ""):
            binding = resolve(mention, numbered=numbered, named=named, asker=Asker(DAY, province))
            answers.append([binding.resolution, binding.rule, binding.text_id])
    return answers


def told() -> list[int]:
    """Count what is found in a text's own table of revisions, and beside it."""
    blocks = [
        Block("a", "cell", SENTENCES[1], table=0, row=1, column=2, history=history)
        for history in (True, False)
    ]
    return [len(list_hits([block])) for block in blocks]


def test_the_version_of_the_engine_follows_its_answers() -> None:
    answers = json.dumps([found(), bound(), told()], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(answers.encode()).hexdigest()
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    assert known.get(EXTRACTOR) == digest, (
        "The engine answers otherwise than this version did: raise EXTRACTOR in"
        f" docctl/legal/mentions.py and add it to {KNOWN.name} with {digest}"
    )
    assert list(known)[-1] == EXTRACTOR
    assert len(set(known.values())) == len(known)
