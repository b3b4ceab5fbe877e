"""Whether two nodes look the same, though an office program wrote one of them out anew."""

from docctl.content.normalise import merge_runs
from docctl.content.schema import TEXT_BLOCKS, Json

_WIDTH = 12  # pixels by which programs let a column grow or shrink
_SIZE = 3  # pixels of a picture


def alike(mine: Json, theirs: Json) -> bool:
    """Say whether two blocks of the same words look the same.

    Programs write out what goes without saying, such as that a paragraph is justified.
    """
    ours, others = mine["attrs"], theirs["attrs"]
    aligned = {ours.get("align"), others.get("align")}
    same = len(aligned) == 1 or (None in aligned and aligned <= {None, "left", "justify"})
    rest = all(ours.get(name) == others.get(name) for name in ("level", "indent"))
    return same and rest and mine["type"] == theirs["type"] and _runs(mine) == _runs(theirs)


def _runs(block: Json) -> list[Json]:
    """Give the runs of a block without the spaces at its end, which LibreOffice drops."""
    runs = merge_runs(block.get("content", []))
    while runs and runs[-1]["type"] == "text":
        said = runs[-1]["text"].rstrip()
        if said:
            return [*runs[:-1], {**runs[-1], "text": said}]
        runs.pop()
    return runs


def same_size(mine: Json, theirs: Json) -> bool:
    """Say whether two pictures, if that is what they are, are about as large."""
    if mine["type"] != "image":
        return True
    sizes = [(one["attrs"]["width"] or 0, one["attrs"]["height"] or 0) for one in (mine, theirs)]
    return 0 in sizes[0] or all(abs(a - b) <= _SIZE for a, b in zip(*sizes, strict=True))


def scale(mine: Json, theirs: Json) -> float:
    """Give how much wider a table is there: our own Word file shrinks one to fit the page."""
    was, now = (
        sum(width for cell in node["content"][0].get("content", ()) for width in _widths(cell))
        if node["type"] == "table"
        else 0
        for node in (mine, theirs)
    )
    return min(1.0, now / was) if was and now else 1.0


def _widths(cell: Json) -> list[int]:
    return cell["attrs"].get("colwidth") or []


def same_build(mine: Json, theirs: Json, factor: float = 1.0) -> bool:
    """Say whether two units are built alike: lists and tables of the same cells, about as wide."""
    if mine["type"] in TEXT_BLOCKS or mine["type"] == "image":
        return bool((mine["type"] == "image") == (theirs["type"] == "image"))
    ours, others = mine.get("content", []), theirs.get("content", [])
    return (
        mine["type"] == theirs["type"]
        and _same_shape(mine.get("attrs", {}), theirs.get("attrs", {}), factor)
        and len(ours) == len(others)
        and all(same_build(a, b, factor) for a, b in zip(ours, others, strict=True))
    )


def _same_shape(mine: Json, theirs: Json, factor: float) -> bool:
    ours, others = dict(mine), dict(theirs)
    was, now = ours.pop("colwidth", None) or [], others.pop("colwidth", None) or []
    near = len(was) == len(now) and all(
        abs(a * factor - b) <= _WIDTH for a, b in zip(was, now, strict=True)
    )
    return ours == others and (near or not was)
