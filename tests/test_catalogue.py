"""Every sentence of the screens is there in Vietnamese, with the same places to fill."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tools.catalogue import merged

ROOT = Path(__file__).parents[1]
PLACES = re.compile(r"%\((\w+)\)[sd]")
SAYING = {"say", "_", "gettext", "ngettext", "lazy_gettext"}
SAME = re.compile(
    r"[\W\d_]*|docctl|Email|ISO|Excel|Word|English|Tiếng Việt|Logo|Menu|OK|URL|SMTP|61/2018/NĐ-CP"
)


def said() -> Iterator[str]:
    """Give every message id of templates and Python."""
    found = extract_from_dir(
        str(ROOT / "templates"),
        method_map=[("**.html", "jinja2"), ("**.txt", "jinja2")],
        options_map={"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}},
    )
    for _file, _line, message, _comments, _context in found:
        yield from (message,) if isinstance(message, str) else message
    for path in (ROOT / "docctl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in SAYING and node.args and isinstance(node.args[0], ast.Constant):
                    value = node.args[0].value
                    if isinstance(value, str) and value:
                        yield value


def test_every_sentence_is_there_in_vietnamese() -> None:
    known: set[str] = set()
    for message in merged("vi")[0]:
        if message.string and all(message.string):
            known.update(map(str, message.id if isinstance(message.id, tuple) else (message.id,)))
    assert sorted(set(said()) - known) == []


def test_every_sentence_that_is_said_is_a_literal() -> None:
    for path in (ROOT / "docctl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                assert isinstance(node.args[0], ast.Constant), (path, node.lineno)


def test_no_two_parts_of_the_catalogue_disagree() -> None:
    assert merged("vi")[1] == []


def messages() -> Iterator[tuple[Path, Message]]:
    for path in (ROOT / "docctl" / "translations" / "vi").glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                if message.id:
                    yield path, message


def test_a_translation_fills_the_same_places() -> None:
    for path, message in messages():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {place for text in ids for place in PLACES.findall(str(text))}
        for string in filter(None, strings):
            assert set(PLACES.findall(str(string))) == wanted, (path.name, message.id)


def test_a_translation_is_not_the_english() -> None:
    same = [
        message.id
        for _, message in messages()
        if message.string == message.id and not SAME.fullmatch(str(message.id))
    ]
    assert same == []


def test_one_word_stands_for_confirming() -> None:
    wrong = [
        (path.name, message.id)
        for path, message in messages()
        for said, words in [(str(message.id).casefold(), str(message.string).casefold())]
        if "công nhận" in words or ("confirm" in said and "xác nhận" not in words)
    ]
    assert wrong == []
    for page in (ROOT / "docs" / "guide" / "vi").glob("*.md"):
        assert "công nhận" not in page.read_text(encoding="utf-8").casefold(), page.name
