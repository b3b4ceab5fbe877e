"""The document as text with anchors: what search, citations and comparison read."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from docctl.content.normalise import inline_text
from docctl.content.revisions import is_revisions
from docctl.content.schema import LISTS, TEXT_BLOCKS, Json
from docctl.content.tables import Slot, grid
from docctl.vietnamese import fold

# Sections of a procedure by folded keyword, never by number: agencies number and word them freely
# (TCVN ISO 9001 model procedures). The first that matches wins.
TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "revisions",
            r"sua doi tai lieu|tinh trang (ban hanh, )?sua doi|theo doi .*sua doi|thay doi da co",
        ),
        ("contents", r"^muc luc"),
        ("purpose", r"^muc dich"),
        ("scope", r"^pham vi"),
        ("legal_basis", r"(co so|can cu) phap ly|can cu phap luat|can cu ban hanh"),
        ("references", r"tai lieu (vien dan|lien quan|tham khao)|van ban vien dan"),
        ("definitions", r"dinh nghia|viet tat|thuat ngu|giai thich tu ngu"),
        ("copies", r"^so luong ho so|^so luong bo ho so"),
        ("dossier", r"thanh phan (va so luong )?ho so|thanh phan, so luong"),
        ("duration", r"thoi (gian|han) (xu ly|giai quyet|thuc hien)"),
        ("place", r"noi (tiep nhan|nop ho so|tra ket qua)"),
        ("fees", r"^(muc )?(phi|le phi)\b|muc thu (phi|le phi)"),
        ("conditions", r"yeu cau,? (va )?dieu kien|dieu kien thuc hien"),
        ("subjects", r"doi tuong (thuc hien|ap dung)"),
        ("authority", r"co quan (thuc hien|giai quyet)|tham quyen (xu ly|giai quyet)"),
        ("result", r"^ket qua (thuc hien|giai quyet|cua)"),
        (
            "steps",
            r"(quy trinh|trinh tu|cac buoc) (cac buoc|xu ly|giai quyet|thuc hien|cong viec)",
        ),
        ("body", r"^noi dung"),
        ("forms", r"bieu mau|mau don|mau to khai"),
        ("records", r"ho so (can )?luu|luu (tru )?ho so|^luu tru"),
        ("annex", r"^phu luc"),
        ("responsibility", r"^trach nhiem"),
    )
)
_NUMBER = re.compile(
    r"^\s*(?:(?:[IVXLC]+|\d{1,2}(?:\.\d{1,2})*)\s*[.)/:-]?\s+"
    r"|(?:[IVXLC]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*[.)]\s*)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]?")
_LONGEST_TITLE = 90


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading: its uid, NFC text, and where it stands.

    `kind` is heading, paragraph, item (in a list) or cell (in a table). `section` is the heading
    above it, as written; `topic` what that section is about (a name from TOPICS), or "". `start` is
    the offset of the text in `Projection.text`. `table` counts tables from 0; `row` and `column`
    are the place in its grid. `history`: it stands in the text's own table of revisions, which
    tells what was and relies on nothing it names.
    """

    uid: str
    kind: str
    text: str
    section: str = ""
    topic: str = ""
    start: int = 0
    level: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None
    history: bool = False


@dataclass(frozen=True)
class Projection:
    """All text blocks of a document in reading order."""

    blocks: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        """The whole text, one block to a line; `Block.start` counts in it."""
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def by_uid(self) -> dict[str, Block]:
        """The blocks by their uid."""
        return {block.uid: block for block in self.blocks}


def topic_of(title: str) -> str:
    """Tell what a section with this heading is about, or "" when it is none of the known ones."""
    return "" if len(title) > 200 else _topic(title)


@lru_cache(maxsize=8192)  # an edited text is projected anew, and nearly all its titles are the same
def _topic(title: str) -> str:
    folded = fold(_NUMBER.sub("", title, count=1))
    return next((name for name, pattern in TOPICS if pattern.search(folded)), "")


def project(content: Json) -> Projection:
    """Read `content` (as `parse` gave it) into its text blocks with anchors."""
    reader = _Projector()
    for node in content.get("content", ()):
        reader.block(node, "paragraph")
    return Projection(tuple(reader.blocks))


class _Projector:
    """Walks the document and remembers the section it is in."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._start = 0
        self._headings: list[tuple[int, str, str]] = []
        self._cell_section: tuple[str, str] | None = None
        self._lead: tuple[str, str] | None = None
        self._tables = 0
        self._before = ""
        self._history = False

    def block(self, node: Json, kind: str, slot: Slot | None = None) -> None:
        if node["type"] in TEXT_BLOCKS:
            self._text(node, kind, slot)
        elif node["type"] == "table":
            self._table(node)
        else:
            inside = "item" if node["type"] in LISTS and kind != "cell" else kind
            for child in node.get("content", ()):
                self.block(child, inside, slot)

    def _text(self, node: Json, kind: str, slot: Slot | None) -> None:
        text = inline_text(node)
        level = node["attrs"].get("level", 0)
        if slot is None and text.strip():
            self._before = text
        if level and slot is None:
            self._enter(level, text)
        elif slot is None and kind == "paragraph":
            self._run_in(text)
        section, topic = self._section()
        self.blocks.append(
            Block(
                uid=node["attrs"]["uid"],
                kind="heading" if level else kind,
                text=text,
                section=section,
                topic=topic,
                start=self._start,
                level=level,
                table=self._tables if slot else None,
                row=slot.row if slot else None,
                column=slot.column if slot else None,
                history=self._history,
            )
        )
        self._start += len(text) + 1

    def _enter(self, level: int, title: str) -> None:
        self._lead = None
        self._headings = [above for above in self._headings if above[0] < level]
        self._headings.append((level, title, topic_of(title)))

    def _run_in(self, text: str) -> None:
        """See a section title at the head of a paragraph: `k. Căn cứ pháp lý: …`."""
        title = text[:_LONGEST_TITLE].partition(":")[0].strip()
        if _NUMBER.match(text) and topic_of(title) and (":" in text or len(text) <= len(title)):
            self._lead = (title, topic_of(title))

    def _section(self) -> tuple[str, str]:
        if self._cell_section is not None:
            return self._cell_section
        if self._lead is not None:
            return self._lead
        if not self._headings:
            return "", ""
        # A heading that says nothing known belongs to what stands above it: "5.1.2 Lưu ý".
        topic = next((found for _, _, found in reversed(self._headings) if found), "")
        return self._headings[-1][1], topic

    def _table(self, table: Json) -> None:
        self._history = is_revisions(table, self._before)
        for number, row in enumerate(grid(table)):
            begun = [s for s in dict.fromkeys(map(_key, row)) if s and s[0] == number]
            slots = [row[column] for _, column in begun]
            self._section_in_row([slot for slot in slots if slot])
            for slot in slots:
                for child in slot.cell.get("content", ()) if slot else ():
                    self.block(child, "cell", slot)
        self._cell_section, self._history = None, False
        self._tables += 1

    def _section_in_row(self, slots: list[Slot]) -> None:
        """See a section title in a row like `5.1 | Cơ sở pháp lý`."""
        texts = [_cell_text(slot.cell) for slot in slots]
        if len(texts) > 1 and _ORDINAL.fullmatch(texts[0].strip()):
            titles = texts[1:2]
        elif len(texts) == 1 or (texts and _NUMBER.match(texts[0])):
            titles = texts[:1]
        else:
            return
        title = titles[0].split("\n")[0].strip()
        topic = topic_of(title) if len(title) <= _LONGEST_TITLE else ""
        self._cell_section = (title, topic) if topic else None


def _key(slot: Slot | None) -> tuple[int, int] | None:
    return (slot.row, slot.column) if slot else None


def _cell_text(cell: Json) -> str:
    return "\n".join(inline_text(b) for b in cell.get("content", ()) if b["type"] in TEXT_BLOCKS)
