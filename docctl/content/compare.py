"""What changed between two contents: one HTML with insertions and deletions, and a summary.

Words are compared inside paired blocks; a legal number such as `61/2018/NĐ-CP` is one word, so a
changed basis shows whole.
"""

from dataclasses import dataclass

from docctl.content.align import Unit, align
from docctl.content.html import Renderer, cell_html, media_path, sanitise, table_html
from docctl.content.project import Block, project
from docctl.content.runs import inline_html
from docctl.content.schema import CELLS, Json
from docctl.content.tables import Slot, grid
from docctl.content.words import difference, marked

Side = tuple[str, int]


@dataclass(frozen=True, slots=True)
class SectionChange:
    """How many text blocks of a section were added, removed or changed; "" is the part before."""

    section: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A unified HTML and the changed sections in reading order."""

    html: str
    sections: tuple[SectionChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that can be read has changed."""
        return not self.sections


def compare(old: Json, new: Json) -> Comparison:
    """Compare two contents (as `parse` gave them), from `old` to `new`.

    Blank paragraphs do not count. A block that stands elsewhere now is shown at both places with
    the class `moved`. A change of format only has the class `reformatted` and counts as changed.
    """
    work = _Comparer(old, new)
    html = work.children(old.get("content", []), new.get("content", []))
    return Comparison(sanitise(html), work.summary())


class _Comparer:
    """Walks both documents together, writes HTML and counts by section."""

    def __init__(self, old: Json, new: Json) -> None:
        self._old = project(old).by_uid
        self._new = project(new).by_uid
        self._render = Renderer({}, media_path)
        self._counts: dict[str, dict[str, int]] = {}

    def children(self, old: list[Json], new: list[Json]) -> str:
        olds = [unit for unit in map(Unit, old) if not unit.hollow]
        news = [unit for unit in map(Unit, new) if not unit.hollow]
        html = []
        for i, j in align(olds, news):
            before = olds[i].node if i is not None else None
            after = news[j].node if j is not None else None
            html.append(self._pair(before, after))
        return "".join(html)

    def _pair(self, old: Json | None, new: Json | None) -> str:
        if old is None or new is None:
            return self._whole(old, "del") if new is None else self._whole(new, "ins")
        family = Unit(new).family
        if family == "text":
            return self._text(old, new)
        if family == "table":
            return self._table(old, new)
        if family == "list":
            inner = self._items(old, new)
            return self._render.wrap(new, inner)
        return self._render.node(new)

    def _items(self, old: Json, new: Json) -> str:
        olds, news = list(map(Unit, old["content"])), list(map(Unit, new["content"]))
        html = []
        for i, j in align(olds, news):
            if i is not None and j is not None:
                inner = self.children(olds[i].node["content"], news[j].node["content"])
                html.append(self._render.wrap(news[j].node, inner))
            elif i is not None:
                html.append(self._whole(olds[i].node, "del"))
            elif j is not None:
                html.append(self._whole(news[j].node, "ins"))
        return "".join(html)

    def _text(self, old: Json, new: Json) -> str:
        before, after = old.get("content", []), new.get("content", [])
        same_look = all(
            old["attrs"].get(name) == new["attrs"].get(name)
            for name in ("align", "indent", "level")
        )
        if before == after and same_look and old["type"] == new["type"]:
            return self._render.node(new)
        html, words_changed, marks_changed = difference(before, after)
        looks_changed = marks_changed or not same_look or old["type"] != new["type"]
        if words_changed or looks_changed:
            self._count(self._new, new, "changed")
        css = "changed" if words_changed else "reformatted" if looks_changed else ""
        return self._render.text_block(new, html, css)

    def _whole(self, node: Json | None, tag: str) -> str:
        """Show a node that stands on one side only."""
        assert node is not None
        kind = node["type"]
        if "uid" in node.get("attrs", {}):
            here, there = (self._old, self._new) if tag == "del" else (self._new, self._old)
            self._count(here, node, "removed" if tag == "del" else "added")
            uid = node["attrs"]["uid"]
            moved = uid in there and there[uid].text == here[uid].text
            runs = inline_html(node.get("content", ()))
            shown = {**node, "attrs": {**node["attrs"], "uid": uid if tag == "ins" else ""}}
            css = f"{_CSS[tag]} moved" if moved else _CSS[tag]
            return self._render.text_block(shown, marked(tag, runs), css)
        if kind == "table":
            rows = (self._whole_row(row, tag) for row in node["content"])
            return table_html(node, "".join(rows), _CSS[tag])
        if kind == "image":
            return self._render.image(node, _CSS[tag])
        if kind == "horizontalRule":
            return "<hr>"
        inner = "".join(self._whole(child, tag) for child in node.get("content", ()))
        return self._render.wrap(node, inner, "" if kind in CELLS else _CSS[tag])

    def _whole_row(self, row: Json, tag: str) -> str:
        cells = "".join(self._whole(cell, tag) for cell in row.get("content", ()))
        return f'<tr class="{_CSS[tag]}">{cells}</tr>'

    def _table(self, old: Json, new: Json) -> str:
        rows: list[Side] = []
        partner: dict[int, int] = {}
        for i, j in align(list(map(Unit, old["content"])), list(map(Unit, new["content"]))):
            rows.append(("old", i) if j is None and i is not None else ("new", j or 0))
            if i is not None and j is not None:
                partner[j] = i
        grids = {"old": grid(old), "new": grid(new)}
        html = []
        for place, (side, number) in enumerate(rows):
            cells = self._row(grids, rows, place, partner)
            unpaired = side == "old" or number not in partner
            css = f' class="{_CSS["del" if side == "old" else "ins"]}"' if unpaired else ""
            html.append(f"<tr{css}>{cells}</tr>")
        return table_html(new, "".join(html))

    def _row(
        self,
        grids: dict[str, list[list[Slot | None]]],
        rows: list[Side],
        place: int,
        partner: dict[int, int],
    ) -> str:
        """Write one row of the unified table.

        A merged cell that rows of the other table interrupt is continued by an empty cell below
        them, so that the columns stay in line.
        """
        side, number = rows[place]
        slots = grids[side][number]
        facing = grids["old"][partner[number]] if side == "new" and number in partner else None
        html, column = [], 0
        while column < len(slots):
            slot = slots[column]
            if slot is None:
                column += 1
                continue
            span = slot.cell["attrs"]["colspan"]
            above = rows[place - 1] if place else None
            continued = slot.row < number
            if not (continued and above == (side, number - 1)):
                height = self._height(grids[side], rows, place, slot)
                inner = "" if continued else self._cell(slot, facing, side, column, len(slots))
                html.append(cell_html(slot.cell, inner, height))
            column += span
        return "".join(html)

    def _height(
        self, slots: list[list[Slot | None]], rows: list[Side], place: int, slot: Slot
    ) -> int:
        side, number = rows[place]
        last = slot.row + slot.cell["attrs"]["rowspan"]
        height = 1
        while (
            place + height < len(rows)
            and number + height < min(last, len(slots))
            and rows[place + height] == (side, number + height)
        ):
            height += 1
        return height

    def _cell(
        self, slot: Slot, facing: list[Slot | None] | None, side: str, column: int, width: int
    ) -> str:
        content = slot.cell["content"]
        if facing is None:
            return "".join(
                self._whole(child, "del" if side == "old" else "ins") for child in content
            )
        other = _facing_cell(slot, facing, column, width)
        before = other.cell["content"] if other else []
        return self.children(before, content)

    def _count(self, blocks: dict[str, Block], node: Json, what: str) -> None:
        section = blocks[node["attrs"]["uid"]].section
        if not blocks[node["attrs"]["uid"]].text.strip():
            return
        counts = self._counts.setdefault(section, {"added": 0, "removed": 0, "changed": 0})
        counts[what] += 1

    def summary(self) -> tuple[SectionChange, ...]:
        order = [block.section for block in (*self._new.values(), *self._old.values())]
        return tuple(
            SectionChange(section, **self._counts[section])
            for section in dict.fromkeys(order)
            if section in self._counts
        )


_CSS = {"ins": "inserted", "del": "deleted"}


def _facing_cell(slot: Slot, facing: list[Slot | None], column: int, width: int) -> Slot | None:
    """Find the old cell that a new one is compared with: by shared uids, else by its column."""
    uids = set(Unit(slot.cell).uids)
    for other in facing:
        if other and other.row >= 0 and uids & set(Unit(other.cell).uids):
            return other
    if len(facing) == width:
        return facing[column]
    return None
