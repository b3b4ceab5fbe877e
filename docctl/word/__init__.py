"""Files with words: the one door to python-docx, LibreOffice and pdfminer.

The names are loaded when first used, because the child process that parses a file enters through
this package too and must not load what it does not need before it has looked at the file.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docctl.word.carried import Carried, Stamp
    from docctl.word.model import Imported, Limits, Meta, Person, Picture, Revision
    from docctl.word.office import convert_many, office_program, pdf_of
    from docctl.word.reading import read_file, read_files
    from docctl.word.texts import Words, text_of_file, words_of_file
    from docctl.word.writing import PageHeader, write, write_register

__all__ = [
    "Carried",
    "Imported",
    "Limits",
    "Meta",
    "PageHeader",
    "Person",
    "Picture",
    "Revision",
    "Stamp",
    "Words",
    "convert_many",
    "office_program",
    "pdf_of",
    "read_file",
    "read_files",
    "text_of_file",
    "words_of_file",
    "write",
    "write_register",
]

_HOMES = {
    **dict.fromkeys(("Carried", "Stamp"), "carried"),
    **dict.fromkeys(("Imported", "Limits", "Meta", "Person", "Picture", "Revision"), "model"),
    **dict.fromkeys(("convert_many", "office_program", "pdf_of"), "office"),
    **dict.fromkeys(("read_file", "read_files"), "reading"),
    **dict.fromkeys(("Words", "text_of_file", "words_of_file"), "texts"),
    **dict.fromkeys(("PageHeader", "write", "write_register"), "writing"),
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
