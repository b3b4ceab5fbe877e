"""Which stored pictures a text shows."""

from docctl.content.schema import Json


def pictures_in(content: Json) -> frozenset[str]:
    """Give the names (SHA-256) of the pictures that a parsed text shows."""
    found, waiting = set(), [content]
    while waiting:
        node = waiting.pop()
        if node.get("type") == "image":
            found.add(str(node.get("attrs", {}).get("src", "")))
        waiting.extend(node.get("content", ()))
    return frozenset(found)
