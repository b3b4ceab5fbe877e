"""Results kept by the hashes of the texts they follow from."""

from docctl.content.kept import Kept


def test_a_result_is_made_once_for_its_key() -> None:
    kept, made = Kept[str](2), list[str]()

    def make() -> str:
        made.append("made")
        return f"result {len(made)}"

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == [
        "result 1",
        "result 1",
        "result 2",
    ]


def test_the_longest_unused_result_is_given_up_first() -> None:
    kept = Kept[int](2)
    for key, value in (("a", 1), ("b", 2)):
        kept.get(key, lambda value=value: value)  # type: ignore[misc]
    kept.get("a", lambda: 0)
    kept.get("c", lambda: 3)
    assert kept.get("a", lambda: 9) == 1
    assert kept.get("b", lambda: 9) == 9
