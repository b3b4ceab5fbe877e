"""Legal texts: found in prose, kept in a register with their effects, in force or not on a day.

`find` is a library of its own: it needs neither a database nor Flask.
"""

from docctl.legal.find import Citation, find

__all__ = ["Citation", "find"]
