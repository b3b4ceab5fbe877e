"""What the stored words of a legal text refer to, provision by provision."""

from docctl.blobs import Blobs
from docctl.legal.models import LegalText
from docctl.legal.originals import provisions_of, words_of
from docctl.legal.referring import References, references_in


def list_references(blobs: Blobs, text: LegalText) -> References:
    """Give what each provision of a text refers to; nothing where its words are not stored."""
    provisions = provisions_of(blobs, text)
    return references_in(words_of(blobs, text), provisions) if provisions else {}
