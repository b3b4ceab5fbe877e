"""The lexer: one regular expression that stops where a citation may be, and nowhere else.

Every repetition is bounded and no two neighbours can match the same characters, so that a pass is
linear in the text. Numbers are met at their digits, laws at their type word, standards at their
prefix; what stands around them is read by the reducer.
"""

import re

from docctl.legal.find.letters import LETTER, LOWER

_U = "A-ZĐƯÂÔƠĂÊ"
_GROUP = rf"[{_U}](?:[{_U}0-9&]|[a-zđ]{{1,2}}(?![{LOWER}])){{0,24}}"
_CODE = rf"[{_U}]{{2}}[{_U}0-9&]{{0,20}}(?:g|r)?(?![{LETTER}])"
_SYMBOL = (
    rf"{_GROUP}(?:[-/]{{1,2}}(?={_GROUP}){_GROUP}| ?[-/]\s{{1,2}}{_CODE}| [-/]{_CODE}"
    rf"|\.[{_U}]{{2}}[{_U}0-9]{{0,12}}(?![{LETTER}])){{0,8}}"
)
_LOWER_CODES = "qđ|qd|nđ|nd|tt|ttlt|ct|nq|tb|kh|bc|ttr|cv|hd|ctr|pl|qh[0-9]{1,2}|cđ|kl"
_LOWER_SYMBOL = (
    rf"(?:(?:{_LOWER_CODES})(?![{LETTER}])|[a-zđ]{{2,10}}(?=[-/.][a-zđ]))"
    rf"(?:\s?[-/.]\s?[a-zđ&]{{1,10}}[0-9]{{0,2}}(?![{LETTER}])){{0,4}}"
)
_GLUED = r"(?:QĐ|NĐ|NQ|TT|CT|KH|TB|qđ|nđ|nq|ct|kh|tb)"
_SEQUENCE = r"[0-9]{1,6}(?:\.[0-9]{1,3})?[a-zA-ZĐđ]?"
_YEAR = r"\s?/{1,2}\s?[0-9]{2,4}"

NUMBER = (
    rf"{_SEQUENCE}(?:{_YEAR})?"
    rf"(?:(?:/{{1,2}}|-)(?:{_SYMBOL}|{_LOWER_SYMBOL})"
    rf"|\s?[-/]\s?(?={_CODE}){_SYMBOL}|\s?[-/]\s?(?=(?:{_LOWER_CODES})\s?-){_LOWER_SYMBOL}"
    rf"|\s?(?={_GLUED}[-/])(?:{_SYMBOL}|{_LOWER_SYMBOL}))"
)

# A number may begin where a word may, or be glued to its head.
_FREE = (
    r"(?:(?<![\w/.…-])|(?<=\ss)|(?<=TT)|(?<=NĐ)|(?<=QĐ)|(?<=NQ)|(?<=CT)|(?<=số)|(?<=SỐ)"
    rf"|(?<=[{LOWER}]\.))"
)

_PARTIAL_AFTER = "|".join(
    f"(?<={word})"
    for head in ("ghị định", "hông tư", "ghị quyết", "uyết định", "hỉ thị", "ông văn", "ế hoạch",
                 "ông tư liên tịch", "ắc lệnh", "háp lệnh", "hông báo", "ờ trình",
                 "NĐ", "TT", "NQ", "QĐ", "CV", "TTLT", "CT")
    for word in (f"{head} ", f"{head} số ", f"{head} số: ")
)  # fmt: skip
_PARTIAL = rf"(?:{_PARTIAL_AFTER})[0-9]{{1,5}}[a-z]?(?:/(?:19|20)[0-9]{{2}})?(?![\w/-]|[.,:][0-9])"

_LAW = (
    rf"(?<![{LETTER}])(?:(?:[Bb]ộ\s|BỘ\s)?(?:[Ll]uật|LUẬT)|[Pp]háp\slệnh|PHÁP\sLỆNH"
    r"|[Hh]iến\spháp|HIẾN\sPHÁP)(?=\s)(?!\s(?:này|NÀY|số|SỐ|đó|trên|định|sư\s))"
)
_INITIALS = r"(?<!\w)BL(?:DS|HS|TTDS|TTHS|LĐ|HH)(?!\w)"
_STANDARD = (
    r"(?<![\w/])(?:TCVN|TCNV|QCVN|QCĐP|ĐLVN|TCXDVN|TCXD|TCCS|TCN|ISO)"
    r"(?:(?:\s|/|\s/\s)(?:ISO|IEC|TR|TS|NE|OIML|HACCP|AS)){0,3}\s{0,2}[0-9]{1,6}(?:-[0-9]{1,3}(?![0-9])){0,3}"
    rf"(?:\s?[:-]\s?[0-9]{{2,4}}(?![0-9]))?(?:\s?/\s?[{_U}]{{2,12}}(?![{LETTER}]))?"
)

SCAN = re.compile(
    rf"(?P<number>{_FREE}{NUMBER})|(?P<partial>{_PARTIAL})"
    rf"|(?P<law>{_LAW})|(?P<initials>{_INITIALS})|(?P<standard>{_STANDARD})"
)
NUMBER_PARTS = re.compile(
    rf"(?P<seq>{_SEQUENCE})(?P<year>{_YEAR})?(?P<sep>\s?[-/]{{0,2}}\s?)(?P<symbol>.*)", re.DOTALL
)
NUMBER_HERE = re.compile(NUMBER)
