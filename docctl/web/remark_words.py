"""What is wrong with how a text is cited, in words."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from docctl.legal.remarks import Note, Remark
from docctl.web.language import write_day


def remark_word(note: Note) -> str:
    """Say a remark, with what the register says instead; only the one that is said is looked up."""
    says = write_day(note.says) if isinstance(note.says, date) else note.says
    words: dict[Remark, Callable[[], str]] = {
        Remark.NO_SUCH_DAY: lambda: _("There is no such day in the calendar"),
        Remark.YEARS_DIFFER: lambda: _(
            "The year in the number (%(year)s) is not that of the day", year=says
        ),
        Remark.TYPE_OF_NUMBER: lambda: _("The number is that of a %(type)s", type=says),
        Remark.DATE_DIFFERS: lambda: _(
            "In the register the text has another day: %(day)s", day=says
        ),
        Remark.ISSUER_DIFFERS: lambda: (
            _("In the register the text is issued by: %(issuer)s", issuer=says)
            if says
            else _("In the register this number is another issuer's")
        ),
        Remark.TYPE_DIFFERS: lambda: _(
            "In the register this number is that of a %(type)s", type=says
        ),
        Remark.NO_PROVISION: lambda: _("The text has no %(provision)s", provision=says),
        Remark.LATER_NAME: lambda: _("No registered text had this name by then, only later ones"),
        Remark.SEVERAL: lambda: _("Several texts bear this name; add number and day"),
        Remark.SHORT: lambda: _(
            "Mention it once in full: type, number, day of issue and issuer (Decree 30/2020)"
        ),
    }
    return str(words[note.remark]())
