"""The page on which what was read from a file is confirmed."""

from docctl.documents.models import ImportItem
from docctl.documents.rules import ImportState
from docctl.runtime import Runtime
from docctl.workflow import importing
from tests.conftest import People
from tests.support.make import paragraphs
from tests.web.conftest import ClientAs
from tests.word.make import png


def test_the_pictures_of_a_file_to_be_confirmed_are_shown_to_its_secretary_only(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    picture = png(3, 4)
    blob = runtime.blobs.put(picture)
    content = paragraphs("Lưu đồ")
    attrs = {"src": blob, "alt": "Lưu đồ", "width": 3, "height": 4}
    content["content"].append({"type": "image", "attrs": attrs})
    with runtime.transaction(people.secretary) as tx:
        item = importing.receive_file(tx, name="a.docx", blob=runtime.blobs.put(b"PK"))
        row = tx.session.get_one(ImportItem, item.id)
        row.state, row.content = ImportState.READY, content
        row.pictures = [{"blob": blob, "media_type": "image/png", "size": len(picture)}]
        address = f"/imports/{item.id}"
    secretary = client_as(people.secretary)
    assert f'src="/media/{blob}"' in secretary.page(address)
    assert secretary.get(f"/media/{blob}").data == picture
    assert client_as(people.reader).get(f"/media/{blob}").status_code == 404
