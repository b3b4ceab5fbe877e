"""The inside of a paragraph: runs with their marks, pictures, fields, notes, tracked changes."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from docctl.content import Json
from docctl.content.schema import LINK
from docctl.errors import Sentence, say
from docctl.old_letters import decode, decoded, encoding_of, encoding_of_font
from docctl.word.anchors import cited
from docctl.word.bookmarks import citation_of_bookmark
from docctl.word.carried import citation_of
from docctl.word.package import Element, Part, R, W, child, is_on, val, whole
from docctl.word.pictures import is_readable, shape_of
from docctl.word.styles import Look, Styles

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GROUPS = (
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}wgp",
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas}wpc",
    _V + "group",
)
EMU_PER_PIXEL = 9525
_MOST_MARKED = 8  # citations a run may stand in
_NO_TEXT = {W + name for name in ("del", "moveFrom", "pPr")}
_TRACKED = {W + name for name in ("ins", "moveTo", "del", "moveFrom")}
# What the symbol fonts draw at their private places.
_SYMBOLS = {
    **dict.fromkeys((0xF0A8, 0xF06F, 0xF071, 0xF072), "□"),
    **dict.fromkeys((0xF0FE, 0xF052, 0xF054), "☑"),
    **dict.fromkeys((0xF0FD, 0xF053), "☒"),
    **dict.fromkeys((0xF0E0, 0xF0E8), "→"),
    **dict.fromkeys((0xF0FC, 0xF050), "✓"),
    **dict.fromkeys((0xF0D8, 0xF076), "➢"),
    **dict.fromkeys((0xF0B7, 0xF0A7, 0xF06C), "•"),
    0xF0B3: "≥",
    0xF0A3: "≤",
    0xF0B1: "±",
    0xF0B4: "×",
    0xF0B0: "°",
    0xF02D: "-",
}
_PRIVATE = re.compile("[\uf000-\uf0ff]")


class Inline:
    """Reads runs; remembers pictures, notes to append and what the user must be told."""

    def __init__(self, styles: Styles, limits: dict[str, int]) -> None:
        self.blobs: dict[str, bytes] = {}
        self.shapes: dict[str, tuple[str, int, int]] = {}
        self.notes: list[tuple[str, str]] = []
        self.boxes: list[Element] = []
        self.warnings: dict[Sentence, None] = {}
        self.changes: Counter[str] = Counter()  # tracked changes by their authors
        self.held: list[int] = []  # citations whose content controls are being read
        self._marked: dict[str, int] = {}  # citations by the bookmarks that are open
        self.part: Part | None = None
        self._styles = styles
        self._limits = limits
        self._readers: dict[str, Callable[[Element], list[Any]]] = {
            W + "br": self._break,
            W + "cr": self._break,
            W + "sym": self._sign,
            W + "fldChar": self._check_box,
            W + "drawing": self._drawing,
            W + "pict": self._drawing,
            W + "object": self._drawing,
            W + "footnoteReference": self._note,
            W + "endnoteReference": self._note,
            W + "commentReference": self._comment,
            W + "ruby": self._ruby,
        }

    def warn(self, sentence: Sentence) -> None:
        """Tell the user something, once."""
        self.warnings[sentence] = None

    def runs(self, element: Element, look: Look, link: str | None = None) -> list[Json]:
        """Read the children of a paragraph (or of what wraps its runs)."""
        found: list[Json] = []
        for item in element:
            tag = item.tag
            if tag in _TRACKED:
                self._tracked(item)
            if tag == W + "r":
                found.extend(self._run(item, look, link))
            elif tag == W + "sdt":
                found.extend(self._control(item, look, link))
            elif tag in (W + "bookmarkStart", W + "bookmarkEnd"):
                self._bookmark(item)
            elif tag == W + "hyperlink":
                found.extend(self.runs(item, look, self._link(item) or link))
            elif tag == _MC + "AlternateContent":
                found.extend(self.runs(chosen(item), look, link))
            elif tag in (_M + "oMath", _M + "oMathPara"):
                self.warn(say("Formulas were kept as plain text only."))
                text = "".join(t.text or "" for t in item.iter(_M + "t"))
                found.append({"type": "text", "text": text, "marks": []})
            elif tag not in _NO_TEXT:  # whatever it is that stands around runs, they are text
                found.extend(self.runs(item, look, link))
        return found

    def _control(self, item: Element, look: Look, link: str | None) -> list[Json]:
        inner = child(item, "sdtContent")
        held = self.enter(item)
        asks = held is not None and is_on(child(child(item, "sdtPr"), "showingPlcHdr"))
        found = [] if inner is None or asks else self.runs(inner, look, link)
        self.leave(held)
        return found

    def enter(self, control: Element) -> int | None:
        """Begin a content control; give the citation it holds, if it is one of ours."""
        held = citation_of(val(child(child(control, "sdtPr"), "tag")))
        if held is not None:
            self.held.append(held)
        return held

    def leave(self, held: int | None) -> None:
        """End a content control."""
        if held is not None:
            self.held.pop()

    def _bookmark(self, item: Element) -> None:
        name = val(item, "id") or ""
        held = citation_of_bookmark(val(item, "name"))
        if item.tag == W + "bookmarkEnd":
            self._marked.pop(name, None)
        elif held is not None and len(self._marked) < _MOST_MARKED:
            self._marked[name] = held

    def _tracked(self, item: Element) -> None:
        self.changes[(val(item, "author") or "?")[:200]] += 1
        self.warn(say("The file has tracked changes; it was read as if all were accepted."))

    def _link(self, item: Element) -> str | None:
        target = self.part.link(item.get(R + "id")) if self.part else None
        return target if target and LINK.fullmatch(target) and len(target) <= 2000 else None

    def _run(self, run: Element, paragraph: Look, link: str | None) -> list[Json]:
        properties = child(run, "rPr")
        look = self._styles.run(properties, paragraph)
        if look.get("hidden"):
            if any((item.text or "").strip() for item in run.iterchildren(W + "t")):
                self.warn(say("Hidden text in the file was left out."))
            return []
        numbers = dict.fromkeys((*self.held[-_MOST_MARKED:], *self._marked.values()))
        marks = [*_marks(look, link), *cited(numbers)]
        found: list[Json] = []
        for item in run:
            for piece in self._piece(item, look):
                if isinstance(piece, str):
                    found.append({"type": "text", "text": piece, "marks": marks})
                else:
                    found.append(piece)
        return found

    def _piece(self, item: Element, look: Look) -> list[Any]:
        if item.tag == W + "t":
            return [self._text(item.text or "", look)]
        if item.tag in _SIMPLE:
            return [_SIMPLE[item.tag]]
        if item.tag == _MC + "AlternateContent":
            return [piece for part in chosen(item) for piece in self._piece(part, look)]
        read = self._readers.get(item.tag)
        return read(item) if read else []

    def _break(self, item: Element) -> list[Any]:
        return [] if val(item, "type") in ("page", "column") else [{"type": "hardBreak"}]

    def _sign(self, item: Element) -> list[Any]:
        code = int(val(item, "char") or "0", 16) if _hex(val(item, "char")) else 0
        return [_symbol(code if code >= 0xF000 else code | 0xF000)]

    def _ruby(self, item: Element) -> list[Any]:
        said = [
            "".join(one.itertext(W + "t")) for one in item.iterchildren(W + "rubyBase", W + "rt")
        ]
        return [" ".join(reversed(said))]

    def _comment(self, _: Element) -> list[Any]:
        self.warn(say("Comments in the file were left out."))
        return []

    def _text(self, text: str, look: Look) -> str:
        font = look.get("font", "")
        encoding = None if encoding_of_font(font) else encoding_of(text)
        unicode = decode(text, encoding).text if encoding else decoded(text, font)
        if unicode != text:
            self.warn(say("Text in old fonts (TCVN3, VNI) was changed to Unicode; check it."))
            text = unicode
        return _PRIVATE.sub(lambda found: _symbol(ord(found[0])), text)

    def _check_box(self, item: Element) -> list[Any]:
        box = item.find(f"{W}ffData/{W}checkBox")
        if box is None:
            return []
        checked = is_on(child(box, "checked"))
        if checked is None:
            checked = is_on(child(box, "default"))
        return ["☑" if checked else "□"]

    def _note(self, item: Element) -> list[Any]:
        kind = "footnote" if item.tag == W + "footnoteReference" else "endnote"
        self.notes.append((kind, val(item, "id") or ""))
        mark = {"type": "superscript"}
        return [{"type": "text", "text": f"[{len(self.notes)}]", "marks": [mark]}]

    def _drawing(self, item: Element) -> list[Any]:
        boxes = [box for box in item.iter(W + "txbxContent") if not _nested_box(box, item)]
        self.boxes.extend(boxes)
        if any(True for name in _GROUPS for _ in item.iter(name)):
            self.warn(say("Of drawings made of shapes only the text was kept."))
        found: list[Any] = []
        for blip in item.iter(_A + "blip", _V + "imagedata"):
            if any(box is above for above in blip.iterancestors() for box in boxes):
                continue
            relation = blip.get(R + "embed") or blip.get(R + "id")
            blob = self.part.blob(relation) if self.part else None
            if blob is not None:
                found.append(self._picture(blob[1], item))
        if item.tag == W + "object":
            self.warn(say("Embedded objects were left out; only their picture was kept."))
        return found

    def _picture(self, data: bytes, item: Element) -> Any:
        shape = shape_of(data)
        if shape is None or shape.width * shape.height > self._limits["pixels"]:
            self.warn(say("A picture could not be read (only PNG, JPEG and GIF can)."))
            return "[hình]"
        if not is_readable(data):
            self.warn(say("A picture is damaged and could not be read; insert it again."))
            return "[hình]"
        name = hashlib.sha256(data).hexdigest()
        self.blobs[name] = data
        self.shapes[name] = (shape.media_type, shape.width, shape.height)
        width, height = _shown_size(item) or (shape.width, shape.height)
        described = next(item.iter(_WP + "docPr"), None)
        alt = (described.get("descr") or "") if described is not None else ""
        return {
            "type": "image",
            "attrs": {"src": name, "alt": alt[:1000], "width": width, "height": height},
        }


_SIMPLE = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "noBreakHyphen": "-",
}


def chosen(alternate: Element) -> Element:
    """Give the branch of an `mc:AlternateContent` to read: the first choice, else the fallback."""
    branch = alternate.find(_MC + "Choice")
    if branch is None or not len(branch):
        branch = alternate.find(_MC + "Fallback")
    return alternate[:0] if branch is None else branch


def _nested_box(box: Element, item: Element) -> bool:
    """Tell whether a text box stands in another one, or in the fallback of one."""
    for above in box.iterancestors():
        if above is item:
            return False
        if above.tag in (W + "txbxContent", _MC + "Fallback"):
            return True
    return False


def _shown_size(item: Element) -> tuple[int, int] | None:
    extent = next(item.iter(_WP + "extent"), None)
    if extent is None:
        return None
    width = round(whole(extent.get("cx")) / EMU_PER_PIXEL)
    height = round(whole(extent.get("cy")) / EMU_PER_PIXEL)
    return (width, height) if 0 < width <= 20_000 and 0 < height <= 20_000 else None


def _hex(text: str | None) -> bool:
    return bool(text) and re.fullmatch("[0-9A-Fa-f]{1,6}", text or "") is not None


def _symbol(code: int) -> str:
    known = _SYMBOLS.get(code)
    if known is not None:
        return known
    # Symbol fonts repeat ASCII at F020–F07E; the rest has no meaning outside its font.
    return chr(code - 0xF000) if 0xF020 <= code <= 0xF07E else "□"


def _marks(look: Look, link: str | None) -> list[Json]:
    marks: list[Json] = [{"type": "link", "attrs": {"href": link}}] if link else []
    marks += [
        {"type": name}
        for name in ("bold", "italic", "underline", "strike")
        if look.get(name) and not (name == "underline" and link)
    ]
    vertical = {"subscript": "subscript", "superscript": "superscript"}.get(
        look.get("vertical", "")
    )
    if vertical:
        marks.append({"type": vertical})
    return marks
