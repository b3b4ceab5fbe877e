"""What stands where is judged as ProseMirror does, without its nodes."""

from hypothesis import given
from hypothesis import strategies as st
from prosemirror.model import Node

from docctl.content.schema import LEAVES, NODE_ATTRIBUTES, SCHEMA, Json
from docctl.content.structure import fault_in

KINDS = sorted(set(NODE_ATTRIBUTES) - {"text", "doc", *LEAVES})
LEAF = st.sampled_from(
    [{"type": "text", "text": "a"}, *({"type": kind} for kind in (*LEAVES, "paragraph"))]
)


def around(children: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda kind, content: {"type": kind, "content": content},
        st.sampled_from(KINDS),
        st.lists(children, min_size=1, max_size=3),
    )


NODE = st.recursive(LEAF, around, max_leaves=8)


def said(doc: Json) -> str:
    try:
        Node.from_json(SCHEMA, doc).check()
    except ValueError as error:
        return str(error)
    return ""


@given(st.lists(NODE, max_size=4))
def test_it_says_what_prosemirror_says(nodes: list[Json]) -> None:
    doc = {"type": "doc", "content": nodes} if nodes else {"type": "doc"}
    assert fault_in(doc) == said(doc)


def table_of(*blocks: Json) -> Json:
    cell = {"type": "tableCell", "content": list(blocks)}
    return {"type": "table", "content": [{"type": "tableRow", "content": [cell]}]}


def test_a_table_may_stand_in_a_list_item_and_not_in_a_cell() -> None:
    paragraph = {"type": "paragraph"}
    item = {"type": "listItem", "content": [paragraph, table_of(paragraph)]}
    assert fault_in({"type": "doc", "content": [{"type": "bulletList", "content": [item]}]}) == ""
    doc = {"type": "doc", "content": [table_of(paragraph, table_of(paragraph))]}
    assert fault_in(doc).startswith("Invalid content for node tableCell")
