"""What the index is made of: digests say whether an entry is held as it is, without its text."""

from docctl.runtime import Runtime
from docctl.search import queries
from tests.conftest import People
from tests.support.make import MakeVersion


def test_the_digests_of_versions_are_those_of_their_entries(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    ids = [make_version(f"Nội dung {n}", code=f"QT-{n}", title="Khai sinh") for n in range(3)]
    with runtime.reading() as session:
        entries = {one.key: one.digest for one in queries.entries_of_versions(session)}
        assert queries.digests_of_versions(session) == entries
        assert queries.digests_of_versions(session, ids[:1]) == {
            queries.version_key(ids[0]): entries[queries.version_key(ids[0])]
        }


def test_another_text_has_another_digest(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    ids = [make_version(words, code=f"QT-{n}", title="A") for n, words in enumerate(("a", "b"))]
    with runtime.reading() as session:
        entries = list(queries.entries_of_versions(session, ids))
    assert len({one.made_of for one in entries}) == 2
    assert len({one.digest for one in entries}) == 2
