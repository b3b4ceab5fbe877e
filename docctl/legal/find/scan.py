"""The lexer: regular expressions that stop where a citation may be, and nowhere else.

Every repetition is bounded and no two neighbours can match the same characters, so that a pass is
linear in the text. Numbers are met at their digits, laws at their type word, standards at their
prefix; what stands around them is read by the readers.
"""

import re

from docctl.legal.find.kinds import KINDS
from docctl.legal.find.letters import LETTER, LOWER
from docctl.legal.find.patterns import any_of

_U = "A-ZĐƯÂÔƠĂÊ"
_DIGIT = "[0-9](?![0-9]{0,3}/[0-9]{4})"  # not of a number glued to the symbol
_NO_WORD = rf"(?!(?<=[-/][{_U}])[{LOWER}])"  # "TTLT/Bộ" is not a symbol
_LAST_G = "(?<=TT)g(?=ngày|của|về|và)"  # of "TTg", glued in text taken from web pages
_GROUP = (
    rf"[{_U}](?:[{_U}&]{{1,24}}+|{_DIGIT}|[a-zđ]{{1,2}}(?![{LOWER}])|{_LAST_G}){{0,24}}{_NO_WORD}"
)
_CODE = rf"[{_U}]{{2}}[{_U}0-9&]{{0,20}}(?:g|r)?(?![{LETTER}])"
_SYMBOL = (
    rf"{_GROUP}(?:[-/]{{1,2}}{_GROUP}| ?[-/]\s{{1,2}}{_CODE}| [-/]{_CODE}"
    rf"|(?<=QH)\s1[0-9](?![\w/%]|[.,][0-9])|(?<=[NQ]Đ)\s(?:CP|TTg|CTN|UBND)(?![{LETTER}])"
    rf"|(?<=&)\s{_CODE}|\s&\s?{_CODE}|\.(?:TTg|[{_U}]{{2}}[{_U}0-9]{{0,12}})(?![{LETTER}])){{0,8}}"
)
# Three consonants in a row are no word of the language but the initials of an agency.
_INITIALS = "[bcdđghklmnpqrstvx]{3,8}|ubnd"
_LOWER_CODES = (
    "qđ|qd|nđ|nd|tt|ttlt|ct|nq|tb|kh|bc|ttr|cv|hd|ctr|pl|qh[0-9]{1,2}|cđ|kl"
    f"|(?:qđ|nq|nđ|ct)(?:ubnd|ub|ttg|hđnd|cp)|{_INITIALS}"
)
_LOWER_SYMBOL = (
    rf"(?:(?:{_LOWER_CODES})(?![{LETTER}])|[a-zđ]{{2,10}}(?=[-/.][a-zđ]))"
    rf"(?:(?:\s?[-/]|\.)[a-zđ&]{{1,10}}[0-9]{{0,2}}(?![{LETTER}])"
    rf"|\s?[-/]\s(?:{_INITIALS}|cp|ttg|bca|byt)(?![{LETTER}])){{0,4}}"  # no "- quy", no ". a)"
)
_GLUED = rf"(?:QĐ|NĐ|NQ|TT|CT|KH|TB|VBHN|qđ|nđ|nq|ct|kh|tb|{_INITIALS})"
_SEQUENCE = r"[0-9]{1,8}(?:\.(?:[0-9]{1,3}|[a-z](?=/))|-[0-9]{3,4}(?=/))?[a-zA-ZĐđ]?"
_YEAR = r"\s?/{1,2}\s?[0-9]{2,4}"

# What after a space lets a number go on.
_ON = r"[-/]|[A-ZĐ]{2}|[qnctk][đqthb][-/]|tb[-/]|ubnd|[bcdđghklmnpqrstvx]{3}"
# The ordinary date in its ordinary place, and whether an issuer is said after it; no digit of it
# begins a number.
DATED = (
    r",? ngày (?P<day>[0-9]{1,2})(?: tháng (?P<month>[0-9]{1,2}) năm |/(?P<figure>[0-9]{1,2})/)"
    r"(?P<year>[0-9]{4})(?:(?P<of> của )(?=\S)"
    rf"|(?=;|\.(?![0-9a-z])|[,)]?(?:[ \n](?!(?i:năm|của|do)\s|[\s*_,)]|{_ON})|$)))"
)
# The ordinary numbers, which end where nothing of a symbol can follow; they need no other way. With
# one goes its date, or the numbers of the list which goes on after it.
_YEARED = r"(?:/(?:19|20)[0-9]{2})?/"
_PLAIN_SYMBOL = r"[A-ZĐ]{2,8}+(?:[0-9]{1,2}|(?:-[A-ZĐ]{2,12}+){0,2}(?:-TTg)?)"
_ENDED = r"(?=[,;:)\n]|\s[^-/&\s1CTU])"
_JOINT, _NO = "(?:[,;] |,? và )", "(?:số )?"
_HEAD = rf"(?:{any_of(kind.name for kind in KINDS if kind.name != 'Lệnh')} )?"
_LIST = rf"(?:{_JOINT}{_HEAD}{_NO}[0-9]{{1,5}}{_YEARED}{_PLAIN_SYMBOL}{_ENDED})++"
_PLAIN = rf"[0-9]{{1,5}}{_YEARED}(?P<symbol>{_PLAIN_SYMBOL}){_ENDED}"
_ORDINARY = rf"{_PLAIN}(?:{DATED}|(?P<list>{_LIST}))?"
# The numbers of such a list: what joins one, its type, `số`, the number, its symbol. The last may
# have more.
ITEMS = re.compile(rf"({_JOINT})({_HEAD})({_NO})([0-9]{{1,5}}{_YEARED}({_PLAIN_SYMBOL}))(?![\w-])")
ITEM = re.compile(rf"{_PLAIN}(?:{DATED})?")
NUMBER = (
    rf"{_SEQUENCE}(?:{_YEAR})?"
    rf"(?:(?:/{{1,2}}|-)(?:{_SYMBOL}|{_LOWER_SYMBOL})"
    rf"|\s?[-/]\s?(?={_CODE}){_SYMBOL}|\s?[-/]\s?(?=(?:{_LOWER_CODES})\s?[-/]){_LOWER_SYMBOL}"
    rf"|\s?(?={_GLUED}[-/])(?:{_SYMBOL}|{_LOWER_SYMBOL})|\s(?=[A-ZĐ]{{2,6}}/[A-ZĐ]{{2}}){_SYMBOL})"
)

# The first digit is consumed before looking back, so that the search can skip to digits. A number
# begins where a word may, or glued to its head ("TT55/2005", "s08/2014", "số61").
_FREE = (
    r"(?:(?<![\w/.…-][0-9])|(?<=\ss[0-9])|(?<=(?:TT|NĐ|QĐ|NQ|CT|số|SỐ)[0-9])"
    rf"|(?<=[{LOWER}]\.[0-9]))"
)
# What soon follows a number of a text; it says at once that most digits begin none.
_LEADS = rf"(?=[0-9]{{0,7}}+(?:[-/]|[A-Za-zĐđ](?:[-/A-Za-zĐđ]|\s(?:{_ON}))|\.[0-9a-z]|\s(?:{_ON})))"
# The last letters of the words that may stand before a number without symbol; the reader looks on.
# What stands before most numbers that are counted, a day, a place, says first that it is none.
_HEADED = (
    "(?:(?<=(?:nh|tư|ết|hị|ăn|ch|áo|ận|ện|NĐ|ND|TT|NQ|QĐ|CV|LT|CT) [0-9])"
    "|(?<=số [0-9])(?<! [mM]ẫu số [0-9])(?<! [bB]iểu số [0-9])|(?<=số: [0-9])"
    r"|(?<=(?:NĐ|TT|NQ|QĐ|CT)[0-9])(?=[0-9]{0,3}/[0-9])|(?<=\ss[0-9])(?=[0-9]{0,3}/[0-9]{4}))"
)
_PARTIAL = (
    rf"(?<![gmuy] [0-9])(?<!oản [0-9]){_HEADED}[0-9]{{0,4}}[a-z]?(?:/(?:19|20)[0-9]{{2}})?"
    r"(?![\w/-]|[.,:][0-9]|\s?%|\.docx?|\.pdf)"
)

DIGITS = re.compile(
    rf"[0-9](?<![0-9/-].)(?:(?P<number>{_LEADS}{_FREE}(?:{_ORDINARY.replace('{1,5}', '{0,4}', 1)}"
    rf"|{NUMBER.replace('{1,8}', '{0,7}', 1)}))|(?P<partial>{_PARTIAL}))"
)

_NO_NAME = r"(?=\s)(?!\s{1,2}(?:này|NÀY|[Ss]ố|SỐ|đó|trên|định|sư\s|[Ll]uật\s(?!sư)|[0-9]))"
_PREFIXED = (
    r"(?:(?:\s|/|\s/\s)(?:ISO|IEC|TR|TS|NE|OIML|HACCP|AS)){0,3}\s{0,2}[0-9]{1,6}"
    r"(?:-[0-9]{1,3}(?![0-9])|\s?-\s?[0-9]{1,3}(?=\s?:)){0,3}"
    rf"(?:\s?[:-]\s?[0-9]{{2,4}}(?![0-9]))?(?:\s?/\s?[{_U}]{{2,12}}(?![{LETTER}]))?(?!\d|_\d)"
)
# A letter without which a pattern finds nothing, and the pattern. Each begins with rare letters of
# its words, so that a search skips to them; what is before is found by looking back, and a match
# ends where the type word or the standard does.
WORDS = tuple(
    (letter, re.compile(pattern))
    for letter, pattern in (
        (
            "ậ",
            rf"ật(?P<luat>(?:(?<=\b[Ll]uật)|(?<=[{LOWER}]Luật))(?<!háp [Ll]uật)(?<!ỷ luật)"
            rf"{_NO_NAME})",
        ),
        ("Ậ", rf"ẬT(?P<LUAT>(?<=\bLUẬT)(?<!HÁP LUẬT){_NO_NAME})"),
        ("ệ", rf"lệnh(?P<lenh>(?<=\b[Pp]háp\slệnh){_NO_NAME})"),
        ("Ệ", rf"LỆNH(?P<LENH>(?<=\bPHÁP\sLỆNH){_NO_NAME})"),
        ("ế", r"ến\spháp(?P<hien>(?<=\b[Hh]iến\spháp)(?=\s)(?!\snày))"),
        (
            "L",
            r"L(?:(?P<initials>(?<=\bBL)(?:DS|HS|TTDS|TTHS|LĐ|HH)(?!\w))"
            rf"|(?P<dlvn>VN(?<=\bĐLVN){_PREFIXED}))",
        ),
        (
            "C",
            rf"C(?:(?P<tcvn>(?<=\bTC)(?:VN|NV|XDVN|XD|CS|N){_PREFIXED})"
            rf"|(?P<qcvn>(?<=\bQC)(?:VN(?:\sQTĐ\s?-?)?|ĐP|TĐHN){_PREFIXED}))",
        ),
        ("I", rf"ISO(?P<iso>(?<=\bISO){_PREFIXED})"),
    )
)
# Code points of a word before its match.
BEFORE = {"luat": 2, "LUAT": 2, "lenh": 5, "LENH": 5, "hien": 2, "initials": 1, "dlvn": 1,
          "tcvn": 1, "qcvn": 1, "iso": 0, "small_standard": 0}  # fmt: skip

# The same in small letters, which nothing but titles of portals have, and the words of it.
SMALL_WORDS = ("tcvn", "iso ")
SMALL_STANDARDS = re.compile(
    rf"(?<!\w)(?P<small_standard>(?:tcvn|qcvn|iso){_PREFIXED})", re.IGNORECASE
)
NUMBER_PARTS = re.compile(
    rf"(?P<seq>{_SEQUENCE})(?P<year>{_YEAR})?(?P<sep>\s?[-/]{{0,2}}\s?)(?P<symbol>.*)", re.DOTALL
)
NUMBER_HERE = re.compile(NUMBER)
