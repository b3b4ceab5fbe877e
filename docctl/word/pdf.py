"""The words of a PDF with a text layer; runs in the child, the one door to pdfminer.

Text is put together from where each letter stands, because a PDF keeps no lines: LibreOffice and
others draw the letters a font lacks (ế, ộ …) after the rest of their line.
"""

import io
from collections.abc import Iterator
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTImage, LTPage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFException

from docctl.errors import Refused, say
from docctl.word.lines import Letter, Line, lines_of, paragraphs_of

_HEAD = 1024  # octets before which %PDF- must stand
_MOST_PAGES = 1500
_FEW = 20  # letters; a text layer with fewer is a stamp or a page number
_UNKNOWN = 0.2  # share of letters without a character, from which the words are not readable


class _Pages(PDFLayoutAnalyzer):
    """Collects the lines of each page; no analysis of boxes, which is slow."""

    def __init__(self) -> None:
        super().__init__(PDFResourceManager(), laparams=None)
        self.pages: list[list[Line]] = []
        self.letters = self.unknown = 0
        self.silent: list[int] = []  # pages, from 1, that show a picture and no words

    def receive_layout(self, ltpage: LTPage) -> None:
        """Take the lines of a page; what is turned (a stamp on the margin) is left out."""
        parts = list(_parts(ltpage))
        letters = [_letter(one) for one in parts if isinstance(one, LTChar) and one.upright]
        if len(letters) < _FEW and any(isinstance(one, LTImage) for one in parts):
            self.silent.append(len(self.pages) + 1)
        self.letters += len(letters)
        self.unknown += sum(one.text.startswith("(cid:") for one in letters)
        self.pages.append(lines_of(letters))


def text_of_pdf(data: bytes, limits: dict[str, Any]) -> tuple[str, list[int]]:
    """Give the text of a PDF, a line for each paragraph or cell of a row, and its silent pages.

    A silent page is a picture without a text layer between pages that have one.
    Raises Refused for what is no PDF, has a password, or holds pictures of pages only.
    """
    if b"%PDF-" not in data[:_HEAD]:
        raise Refused(say("The file is not a PDF, whatever its name says."))
    device = _Pages()
    interpreter = PDFPageInterpreter(device.rsrcmgr, device)
    try:
        for index, page in enumerate(PDFPage.get_pages(io.BytesIO(data))):
            if index >= _MOST_PAGES:
                raise Refused(say("The PDF has more than %(most)s pages.", most=_MOST_PAGES))
            interpreter.process_page(page)
            if device.letters > limits["text_bytes"]:
                raise Refused(say("The file has more parts than a document can have."))
    except PDFPasswordIncorrect as error:
        raise Refused(say("The file is protected by a password; save it without one.")) from error
    except (PDFException, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise Refused(say("The PDF is damaged.")) from error
    if device.letters < _FEW:
        raise Refused(
            say(
                "The PDF holds pictures of pages, no text: take the Word file or a PDF with text,"
                " or have it recognised (OCR) first."
            )
        )
    if device.unknown > _UNKNOWN * device.letters:
        raise Refused(
            say(
                "The letters of the PDF cannot be told: take the Word file, or paste the text"
                " after checking it."
            )
        )
    return "\n".join(paragraphs_of(device.pages)), device.silent


def _parts(item: LTContainer[Any]) -> Iterator[LTChar | LTImage]:
    waiting: list[Any] = [iter(item)]
    while waiting:  # no recursion: figures may be nested as deep as a file likes
        one = next(waiting[-1], None)
        if one is None:
            waiting.pop()
        elif isinstance(one, LTChar | LTImage):
            yield one
        elif isinstance(one, LTContainer):
            waiting.append(iter(one))


def _letter(one: LTChar) -> Letter:
    return Letter(one.x0, one.x1, one.matrix[5], one.size, one.get_text(), one.fontname)
