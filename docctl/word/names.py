"""Style names that our export writes and our reader knows.

What such a style looks like belongs to the style and is no mark of the text.
"""

OURS = "docctl "
TEXT, CELL, HEAD_CELL, TABLE = "docctl text", "docctl cell", "docctl head cell", "docctl table"
# An empty line that only keeps two tables apart.
GAP = "docctl gap"
LIST_ITEM, LIST_MORE = "docctl list", "docctl list more"
