"""Small words for writing WordprocessingML by hand with lxml."""

from typing import Any

from lxml import etree

from docctl.word.package import R, W

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

Element = Any


def el(tag: str, *children: Element, **attributes: object) -> Element:
    """Make a `w:` element with `w:` attributes; None attributes are left out."""
    node = etree.Element(W + tag)
    for name, value in attributes.items():
        if value is not None:
            node.set(W + name.rstrip("_"), str(value))
    node.extend(child for child in children if child is not None)
    return node


def text_el(text: str, *, deleted: bool = False) -> list[Element]:
    """Write text as `w:t` and `w:tab` elements, spaces kept."""
    nodes: list[Element] = []
    for place, part in enumerate(text.split("\t")):
        if place:
            nodes.append(el("tab"))
        if part:
            node = el("delText" if deleted else "t")
            node.text = part
            node.set(_XML_SPACE, "preserve")
            nodes.append(node)
    return nodes


def run(text: str, *properties: Element) -> Element:
    """Make a run of plain text."""
    return el("r", el("rPr", *properties) if properties else None, *text_el(text))


def field(code: str, *properties: Element) -> Element:
    """Make a field such as PAGE, with a value that Word replaces when it shows the page."""
    simple = el("fldSimple", run("1", *properties))
    simple.set(W + "instr", f" {code} ")
    return simple


def relation(node: Element, name: str, value: str) -> Element:
    """Set a relationship attribute (`r:id`) and give the element back."""
    node.set(R + name, value)
    return node


def hidden(tag: str, number: int, inside: list[Element]) -> Element:
    """Wrap runs in a content control that holds a tag and draws nothing.

    It goes when its words are edited: else Word would ask for text where they are deleted.
    """
    look = etree.Element(_W15 + "appearance", nsmap={"w15": _W15[1:-1]})
    look.set(_W15 + "val", "hidden")
    properties = el("sdtPr", el("tag", val=tag), el("id", val=number), el("temporary"), look)
    return el("sdt", properties, el("sdtContent", *inside))


def ignorable(root: Element) -> Element:
    """Give a root that tells older programs to pass over what Word 2013 brought."""
    spaces = {**root.nsmap, "mc": _MC[1:-1], "w15": _W15[1:-1]}
    new = etree.Element(root.tag, dict(root.attrib), nsmap=spaces)
    passed = new.get(_MC + "Ignorable", "").split()
    new.set(_MC + "Ignorable", " ".join(dict.fromkeys((*passed, "w15"))))
    new.extend(list(root))
    return new
