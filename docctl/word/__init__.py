"""Word files: the one door to python-docx and LibreOffice."""

from docctl.word.model import Imported, Limits, Meta, Person, Picture, Revision
from docctl.word.office import convert_many, office_program
from docctl.word.read import read_file, read_files
from docctl.word.write import PageHeader, write, write_register

__all__ = [
    "Imported",
    "Limits",
    "Meta",
    "PageHeader",
    "Person",
    "Picture",
    "Revision",
    "convert_many",
    "office_program",
    "read_file",
    "read_files",
    "write",
    "write_register",
]
