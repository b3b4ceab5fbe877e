"""Small words for writing WordprocessingML by hand with lxml."""

from typing import Any

from lxml import etree

from docctl.word.package import R, W

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

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
