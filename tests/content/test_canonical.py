"""One byte form for one content."""

from docctl.content import canonical, content_hash, parse

CONTENT = {
    "type": "doc",
    "content": [
        {
            "type": "paragraph",
            "attrs": {"uid": "a", "align": "center"},
            "content": [{"type": "text", "text": 'Quyết "định"\t1'}],
        }
    ],
}


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be() -> None:
    assert canonical(parse(CONTENT)).decode() == (
        '{"content":[{"attrs":{"align":"center","indent":0,"uid":"a"},'
        '"content":[{"text":"Quyết \\"định\\"\\t1","type":"text"}],"type":"paragraph"}],'
        '"type":"doc"}'
    )


def test_the_hash_is_that_of_the_canonical_bytes_and_stays_as_it_is() -> None:
    assert content_hash(parse(CONTENT)) == (
        "2e3d087e022dcc4e28f55d93b547e8359fd3f7e98345ef5fd264a3fa1a625660"
    )


def test_a_changed_letter_changes_the_hash() -> None:
    other = parse({**CONTENT, "content": [{"type": "paragraph", "attrs": {"uid": "a"}}]})
    assert content_hash(other) != content_hash(parse(CONTENT))
