"""Word files: the one door to python-docx and LibreOffice."""

from docctl.word.model import Imported, Limits, Meta, Person, Picture, Revision
from docctl.word.office import convert_many, office_program
from docctl.word.read import read_file, read_files

__all__ = [
    "Imported",
    "Limits",
    "Meta",
    "Person",
    "Picture",
    "Revision",
    "convert_many",
    "office_program",
    "read_file",
    "read_files",
]
