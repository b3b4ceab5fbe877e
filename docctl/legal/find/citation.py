"""What is found: a Citation of a text, with the Places in it that are meant."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import NamedTuple, TypeAlias


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


class Citation(NamedTuple):
    """A reference to a text: where it stands in the given text, and what it says about the text.

    `start`, `end` are code points of the text as given; `surface` is that slice. `number` is as
    written without spaces, with one kind of dash (`docctl.legal.numbers.number_norm` gives the
    key). `name` is the short name of a law with its type word, without the year. `form` is
    `number`, `partial` (a number without its symbol), `name`, `name_date` or `standard`. `embedded`
    says that it stands in the title of the text cited before it. `amends` is the `start` of the
    citation which this one is said to have amended ("Luật A được sửa đổi, bổ sung bởi Luật B").
    `repairs` names what was put right: `spaces` in a number, `spelling` of a standard, `diacritics`
    that were lost in the words, `date` for a day that does not exist (and is left out).
    """

    start: int
    end: int
    surface: str
    type: str
    number: str | None = None
    name: str | None = None
    year: int | None = None
    issued: date | None = None
    issuer: str | None = None
    articles: tuple[Place, ...] = ()
    form: str = "number"
    embedded: bool = False
    kind: str = "legal"
    elided: bool = False
    amending: bool = False
    alias: bool = False
    amends: int | None = None
    repairs: tuple[str, ...] = ()


# The fields of a Citation in their order.
Fields: TypeAlias = tuple[
    int,
    int,
    str,
    str,
    str | None,
    str | None,
    int | None,
    date | None,
    str | None,
    tuple[Place, ...],
    str,
    bool,
    str,
    bool,
    bool,
    bool,
    int | None,
    tuple[str, ...],
]
# The quick way to make a Citation: half the time of calling it with the same fields.
made: Callable[[Fields], Citation] = partial(tuple.__new__, Citation)
