"""The inspection file of a document: what is in it, and the signed ZIP."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import local
from docctl.documents import queries as documents
from docctl.inspection.queries import gather
from docctl.inspection.service import seal_inspection
from docctl.packs.keys import find_own_key, fingerprint
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.files import download
from docctl.web.inspection_paper import paper_of

bp = Blueprint("inspection", __name__)
ZIP = "application/zip"
PAPER = "ho-so-kiem-tra.docx"


@bp.get("/documents/<int:document_id>/inspection")
@auth.needs(Permission.READ_ALL_VERSIONS)
@auth.needs(Permission.READ_AUDIT)
def page(document_id: int) -> ResponseReturnValue:
    """Say what an inspection file of the document holds, and who signs it."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        document = documents.get_document(session, document_id, actor=actor, now=now)
        pair = find_own_key(runtime().settings.home)
        return render_template(
            "inspection/page.html",
            document=document,
            key="" if pair is None else fingerprint(pair.public.id),
        )


@bp.post("/documents/<int:document_id>/inspection")
@auth.needs(Permission.READ_ALL_VERSIONS)
@auth.needs(Permission.READ_AUDIT)
def export(document_id: int) -> ResponseReturnValue:
    """Give the file; the trail tells who took it out."""
    now = runtime().now()
    with runtime().reading() as session:
        files, about = gather(session, document_id, actor=auth.actor(), now=now)
    files[PAPER] = paper_of(files, about)
    with acting() as tx:
        data = seal_inspection(tx, home=runtime().settings.home, files=files, about=about)
    name = f"{about['document']['code']} {local(now):%Y-%m-%d %H%M%S}.zip"
    return download(data, name, ZIP)
