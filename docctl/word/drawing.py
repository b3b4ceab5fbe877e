"""Pictures placed in a Word file: one part per picture, and numbers of their own.

python-docx reads a picture's header anew and refuses JPEGs without a JFIF or Exif mark, which
browsers and Word show; what `pictures` can tell of it is enough.
"""

from itertools import count
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Emu

from docctl.word.inline import EMU_PER_PIXEL
from docctl.word.pictures import Shape
from docctl.word.xml import Element, el

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


class Drawings:
    """The pictures of one document; each is stored once, however often it is shown."""

    def __init__(self, document: Any) -> None:
        self._part = document.part
        self._relations: dict[str, str] = {}
        self._numbers = count(1)

    def place(
        self, name: str, data: bytes, shape: Shape, *, size: tuple[int, int], described: str
    ) -> Element:
        """Give a run that shows a picture in `size` (pixels); `name` is its SHA-256."""
        if name not in self._relations:
            ending = _ENDINGS[shape.media_type]
            path = self._part.package.next_partname(f"/word/media/image%d.{ending}")
            part = ImagePart(path, shape.media_type, data)
            self._relations[name] = self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        width, height = (Emu(pixels * EMU_PER_PIXEL) for pixels in size)
        number = next(self._numbers)
        inline = CT_Inline.new_pic_inline(
            number, self._relations[name], f"image{number}", width, height
        )
        inline.docPr.set("descr", described)
        return el("r", el("drawing", inline))
