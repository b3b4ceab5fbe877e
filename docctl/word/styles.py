"""What a paragraph and a run look like once their styles are followed."""

from typing import Any

from docctl.word.package import Element, W, child, is_on, val, whole

Look = dict[str, Any]

_TOGGLES = {"b": "bold", "i": "italic", "strike": "strike", "dstrike": "strike", "vanish": "hidden"}
_ALIGN = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}


class Styles:
    """The style sheet of a document; looks are merged along `basedOn` once and kept."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else list(root.iter(W + "style"))
        self._styles = {style.get(W + "styleId"): style for style in styles}
        self._default = next(
            (
                style.get(W + "styleId")
                for style in styles
                if style.get(W + "type") == "paragraph"
                and style.get(W + "default") in ("1", "true")
            ),
            None,
        )
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._base = run_look(defaults)
        self._looks: dict[tuple[str, str], Look] = {}

    def paragraph(self, properties: Element | None) -> Look:
        """Merge defaults, style chain and a paragraph's own `w:pPr`."""
        style = val(child(properties, "pStyle")) or self._default
        look = {**self._chain(style or "", "pPr"), **paragraph_look(properties)}
        look["run"] = {**self._base, **self._chain(style or "", "rPr")}
        look["style"] = self.name(style)
        return look

    def run(self, properties: Element | None, paragraph: Look) -> Look:
        """Merge the paragraph's run look, the character style and a run's own `w:rPr`."""
        style = val(child(properties, "rStyle"))
        own = self._chain(style, "rPr") if style else {}
        return {**paragraph["run"], **own, **run_look(properties)}

    def name(self, style: str | None) -> str:
        """Give the style's name in lower case; built-in names are English in every language."""
        element = self._styles.get(style)
        return (val(child(element, "name")) or style or "").lower()

    def _chain(self, style: str, what: str) -> Look:
        key = (style, what)
        if key not in self._looks:
            read = paragraph_look if what == "pPr" else run_look
            chain: list[Element] = []
            current: str | None = style
            while current in self._styles and len(chain) < 20:
                chain.append(self._styles[current])
                current = val(child(chain[-1], "basedOn"))
            look: Look = {}
            for element in reversed(chain):
                look.update(read(child(element, what)))
            self._looks[key] = look
        return self._looks[key]


def paragraph_look(properties: Element | None) -> Look:
    """Read what a `w:pPr` itself says."""
    look: Look = {}
    if properties is None:
        return look
    align = _ALIGN.get(val(child(properties, "jc")) or "")
    if align:
        look["align"] = align
    outline = val(child(properties, "outlineLvl"))
    if outline is not None:
        look["outline"] = whole(outline, 9)
    indent = child(properties, "ind")
    left = val(indent, "left") or val(indent, "start")
    if left:
        look["indent"] = whole(left)
    numbering = child(properties, "numPr")
    if numbering is not None:
        number, level = val(child(numbering, "numId")), val(child(numbering, "ilvl"))
        if number is not None:
            look["number"] = number
        if level is not None:
            look["level"] = min(8, max(0, whole(level)))
    return look


def run_look(properties: Element | None) -> Look:
    """Read what a `w:rPr` itself says."""
    look: Look = {}
    if properties is None:
        return look
    for tag, name in _TOGGLES.items():
        state = is_on(child(properties, tag))
        if state is not None:
            look[name] = state
    underline = child(properties, "u")
    if underline is not None:
        look["underline"] = val(underline) not in (None, "none")
    vertical = val(child(properties, "vertAlign"))
    if vertical is not None:
        look["vertical"] = vertical
    caps = is_on(child(properties, "caps"))
    if caps is not None:
        look["caps"] = caps
    fonts = child(properties, "rFonts")
    font = val(fonts, "ascii") or val(fonts, "hAnsi") or val(fonts, "cs")
    if font:
        look["font"] = font
    return look
