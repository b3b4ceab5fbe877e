"""How sure an effect is, by the way it was read: measured, not felt.

Effects read from 471 clauses and 155 whole texts that nothing had been fixed on were judged by one
person: action, target, extent and places all right, or not. The confidence of a way of reading is
the mean of what such a count leaves open: (right + 1) of (read + 2). Counted with the reading as it
was before what was found wrong was mended; a way that was never met is as likely wrong as right.
"""

# way of reading → (right, read)
JUDGED = {
    "verb": (293, 305),  # "bãi bỏ Thông tư số …"
    "ending": (82, 84),  # "Thông tư số … hết hiệu lực"
    "list": (115, 115),  # an item below "các văn bản sau hết hiệu lực:"
    "amended": (57, 59),  # "2. Bãi bỏ Điều 5", the text named in the heading of its article
    "annex": (0, 0),  # a row of "Danh mục văn bản bị bãi bỏ"
    "named": (16, 20),  # a text called by its name, without its number
    "lasting": (32, 38),  # a text that goes on, longer or on another day
}
_LASTING = frozenset({"continues", "extends", "postpones"})


def confidence_of(rule: str, action: str, *, named: bool) -> float:
    """Give how likely an effect that was read this way is right: the least of what applies."""
    ways = {rule, *(("named",) if named and rule != "amended" else ())}
    ways |= {"lasting"} if action in _LASTING else set()
    return min((JUDGED[way][0] + 1) / (JUDGED[way][1] + 2) for way in ways)
