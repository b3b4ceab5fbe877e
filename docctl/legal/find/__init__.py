"""Find the citations of legal texts in Vietnamese prose: pure, one linear pass, any Unicode."""

from docctl.legal.find.citation import Citation, Place
from docctl.legal.find.reducer import find

__all__ = ["Citation", "Place", "find"]
