"""What is found: a Citation of a text, with the Places in it that are meant."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple


class Place(NamedTuple):
    """A place in a text, in the words of the citation: `Điều 5`, `khoản 2`, `điểm đ`.

    Values are as written, letters in lower case; `…_to` closes a range. All None: the whole text.
    """

    dieu: str | None = None
    khoan: str | None = None
    diem: str | None = None
    tiet: str | None = None
    dieu_to: str | None = None
    khoan_to: str | None = None
    diem_to: str | None = None
    chuong: str | None = None
    muc: str | None = None
    tieu_muc: str | None = None
    phan: str | None = None
    phu_luc: str | None = None
    mau: str | None = None

    def said(self) -> dict[str, str | None]:
        """Give what is said, and always the three keys that every reader expects."""
        said = {name: value for name, value in self._asdict().items() if value is not None}
        return {"dieu": None, "khoan": None, "diem": None, **said}


@dataclass(slots=True, unsafe_hash=True)
class Citation:
    """A reference to a text: where it stands in the given text, and what it says about the text.

    `start`, `end` are code points of the text as given; `surface` is that slice. `number` is as
    written without spaces, with one kind of dash (`docctl.legal.numbers.number_norm` gives the
    key). `name` is the short name of a law with its type word, without the year. `form` is
    `number`, `partial` (a number without its symbol), `name`, `name_date` or `standard`. `embedded`
    says that it stands in the title of the text cited before it. `amends` is the `start` of the
    citation which this one is said to have amended ("Luật A được sửa đổi, bổ sung bởi Luật B").
    `repairs` names what was put right: `spaces` in a number, `spelling` of a standard, `diacritics`
    that were lost in the words, `date` for a
    day that does not exist (and is left out). The fields are final for the type checker; freezing
    at run time would slow the finding.
    """

    start: Final[int]
    end: Final[int]
    surface: Final[str]
    type: Final[str]
    number: Final[str | None] = None
    name: Final[str | None] = None
    year: Final[int | None] = None
    issued: Final[date | None] = None
    issuer: Final[str | None] = None
    articles: Final[tuple[Place, ...]] = ()
    form: Final[str] = "number"
    embedded: Final[bool] = False
    kind: Final[str] = "legal"
    elided: Final[bool] = False
    amending: Final[bool] = False
    alias: Final[bool] = False
    amends: Final[int | None] = None
    repairs: Final[tuple[str, ...]] = ()
