"""The server side of the editor, pretended: it keeps what was saved and answers as it is told."""

import copy
import hashlib
from collections import deque
from typing import Any

from flask import Flask, Response, jsonify, request

Json = dict[str, Any]


def text(words: str, *marks: Json) -> Json:
    """Make a text node."""
    return {"type": "text", "text": words} | ({"marks": list(marks)} if marks else {})


def paragraph(uid: str | None, words: str = "", **attrs: Any) -> Json:
    """Make a paragraph with one run of text."""
    node: Json = {"type": "paragraph", "attrs": {"uid": uid, "align": None, "indent": 0} | attrs}
    return node | ({"content": [text(words)]} if words else {})


def heading(uid: str, words: str, level: int = 1) -> Json:
    """Make a heading."""
    attrs = {"uid": uid, "align": None, "level": level}
    return {"type": "heading", "attrs": attrs, "content": [text(words)]}


def cell(uid: str, words: str, kind: str = "tableCell") -> Json:
    """Make a table cell with one paragraph."""
    attrs = {"colspan": 1, "rowspan": 1, "colwidth": None}
    return {"type": kind, "attrs": attrs, "content": [paragraph(uid, words)]}


def row(*cells: Json) -> Json:
    """Make a table row."""
    return {"type": "tableRow", "content": list(cells)}


PURPOSE = "Thực hiện theo Luật Hộ tịch số 60/2014/QH13 và Nghị định số 61/2018/NĐ-CP của Chính phủ."
DOCUMENT: Json = {
    "type": "doc",
    "content": [
        heading("h1", "1. Mục đích"),
        paragraph("p1", PURPOSE, align="justify"),
        heading("h2", "2. Nội dung"),
        paragraph("p2", "Công chức soạn thảo tài liệu và trình Lãnh đạo."),
        {
            "type": "table",
            "content": [
                row(cell("t1", "TT", "tableHeader"), cell("t2", "Trình tự", "tableHeader")),
                row(cell("t3", "1"), cell("t4", "Tiếp nhận hồ sơ")),
                row(cell("t5", "2"), cell("t6", "Trả kết quả")),
            ],
        },
        {
            "type": "orderedList",
            "attrs": {"start": 1, "style": "lower-alpha"},
            "content": [
                {"type": "listItem", "content": [paragraph("l1", "Thẩm định")]},
                {"type": "listItem", "content": [paragraph("l2", "Phê duyệt")]},
            ],
        },
        paragraph("p3", "Hết."),
    ],
}


def citation(surface: str, status: str, title: str, name: str) -> Json:
    """Place a citation in the paragraph p1, where `surface` stands."""
    start = PURPOSE.index(surface)
    place = {"uid": "p1", "start": start, "end": start + len(surface)}
    return place | {"status": status, "title": title, "id": name}


CITATIONS = [
    citation("Luật Hộ tịch số 60/2014/QH13", "in_force", "Còn hiệu lực", "c1"),
    citation(
        "Nghị định số 61/2018/NĐ-CP",
        "replaced",
        "Bị thay thế bởi Nghị định số 118/2025/NĐ-CP từ 01/7/2025",
        "c2",
    ),
]


class FakeDesk:
    """Keeps the saved contents of one document and a queue of answers to give first."""

    def __init__(self) -> None:
        self.turn = 0
        self.reset()

    def reset(self) -> None:
        """Start again with the document as it is."""
        self.turn += 1  # a page of an earlier test may still send its last words
        self.content: Json = copy.deepcopy(DOCUMENT)
        self.citations: list[Json] = copy.deepcopy(CITATIONS)
        self.readonly = False
        self.revision = 7
        self.saves: list[Json] = []
        self.tokens: list[str | None] = []
        self.queue: deque[tuple[Json, int]] = deque()
        self.pictures: dict[str, bytes] = {}

    def attach(self, app: Flask) -> None:
        """Add the routes that the editor calls."""
        app.add_url_rule("/save/<int:turn>", "save", self._save, methods=["PUT"])
        app.add_url_rule("/images", "images", self._picture, methods=["POST"])
        app.add_url_rule("/media/<name>", "media", self._media)
        app.add_url_rule("/upload", "upload", self._upload, methods=["POST"])

    def _save(self, turn: int) -> tuple[Response, int]:
        if turn != self.turn:
            return jsonify({}), 410
        body: Json = request.get_json()
        self.tokens.append(request.headers.get("X-CSRF-Token"))
        if self.queue:
            answer, status = self.queue.popleft()
            return jsonify(answer), status
        self.saves.append(body)
        self.revision += 1
        answer = {"revision": self.revision, "saved_at": "2026-11-21T03:32:00+00:00"}
        return jsonify(answer | {"citations": self.citations, "warnings": []}), 200

    def _picture(self) -> Response:
        data = request.files["file"].read()
        name = hashlib.sha256(data).hexdigest()
        self.pictures[name] = data
        return jsonify({"src": name, "width": 2, "height": 2})

    def _media(self, name: str) -> Response:
        return Response(self.pictures[name], mimetype="image/png")

    def _upload(self) -> tuple[Response, int]:
        name = request.files["files"].filename or ""
        if "hong" in name:
            return jsonify({"reasons": ["Tệp không phải là văn bản Word."]}), 422
        return jsonify({"message": f"Đã nhập {name}", "url": "/documents/1"}), 201
