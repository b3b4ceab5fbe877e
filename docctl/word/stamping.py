"""Write unseen into a .docx which text it is of: a custom XML part and document properties."""

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from docctl.content import outline_lines
from docctl.word.carried import NAMESPACE, Stamp, stamp_facts, stamp_properties

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES = "application/vnd.openxmlformats-officedocument"
_STORE = "{D0CC7100-5EED-4D0C-8C71-000000000022}"  # names our part among those of other programs
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # user-defined properties, [MS-OSHARED] 2.3.3.2


def put_stamp(document: Any, stamp: Stamp) -> None:
    """Put a stamp into a python-docx document."""
    package = document.part.package
    root = etree.Element(f"{{{NAMESPACE}}}draft", stamp_facts(stamp), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # lxml knows None as no prefix
    for line in outline_lines(stamp.outline or ()):
        etree.SubElement(root, f"{{{NAMESPACE}}}unit").text = line
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, 1000) if f"/customXml/item{n}.xml" not in taken)
    item = _part(package, f"/customXml/item{number}.xml", "application/xml", _bytes(root))
    store = f"{_OFFICE}/customXml"
    told = etree.Element(f"{{{store}}}datastoreItem", nsmap={"ds": store})
    told.set(f"{{{store}}}itemID", _STORE)
    about = _part(
        package,
        f"/customXml/itemProps{number}.xml",
        f"{_PROPERTIES}.customXmlProperties+xml",
        _bytes(told),
    )
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    item.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    package.relate_to(
        _part(
            package,
            "/docProps/custom.xml",
            f"{_PROPERTIES}.custom-properties+xml",
            _bytes(_properties(stamp)),
        ),
        RELATIONSHIP_TYPE.CUSTOM_PROPERTIES,
    )


def _properties(stamp: Stamp) -> Any:
    space, kinds = f"{_OFFICE}/custom-properties", f"{_OFFICE}/docPropsVTypes"
    root = etree.Element(f"{{{space}}}Properties", nsmap={None: space, "vt": kinds})  # type: ignore[dict-item]  # lxml knows None as no prefix
    for number, (name, value) in enumerate(stamp_properties(stamp).items(), 2):
        one = etree.SubElement(
            root, f"{{{space}}}property", fmtid=_FORMAT, pid=str(number), name=name
        )
        etree.SubElement(one, f"{{{kinds}}}lpwstr").text = value
    return root


def _part(package: Any, name: str, kind: str, data: bytes) -> Any:
    return Part(PackURI(name), kind, data, package)


def _bytes(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
