"""What every backend of search must do; a backend's test class inherits this one."""

import json
import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docctl.search.index import Entry, Field, Index, Kind, Match, State
from docctl.search.query import parse
from tests.support import shared

# The fixture is never left changed, and every backend's class runs the same inherited test.
SHARED = (
    HealthCheck.function_scoped_fixture,
    HealthCheck.differing_executors,
    HealthCheck.too_slow,
)
VERSION = Kind.DOCUMENT_VERSION
LAW = Kind.LEGAL_TEXT
REGISTER = shared.SHARED / "data" / "legal" / "register.jsonl"

ENTRIES = (
    Entry(
        "birth",
        VERSION,
        "QT 10/CX-HCTP",
        "Quy trình đăng ký khai sinh",
        "Mục đích\nPhạm vi áp dụng",
        "Căn cứ Luật Hộ tịch số 60/2014/QH13 và Nghị định số 61/2018/NĐ-CP. "
        "Công chức tư pháp - hộ tịch quản lý sổ gốc.",
    ),
    Entry(
        "death",
        VERSION,
        "QT 11/CX-HCTP",
        "Quy trình đăng ký khai tử",
        "Mục đích",
        "Người thân của người chết đăng ký; không áp dụng cho khai sinh. Bàn tiếp nhận hồ sơ.",
    ),
    Entry("desk", LAW, "61/2018/NĐ-CP", "Về thực hiện cơ chế một cửa", "", "Hoà giải ở cơ sở."),
    Entry("civil", LAW, "60/2014/QH13", "Luật Hộ tịch", "Quản lý nhà nước về hộ tịch", "Quản lý."),
    Entry("mixed", LAW, "161/2018/NĐ-CP", "Tuyển dụng công chức", "", "Lý do quản thúc. Ban."),
    Entry("old", LAW, "01/2016/NQ.HĐTP", "Nghị quyết hướng dẫn", "", "Kĩ thuật, qui trình; bạn."),
)


def keys(index: Index, typed: str, *, typing: bool = False) -> tuple[str, ...]:
    return index.search(parse(typed, typing=typing)).keys


class IndexContract:
    """Tests of the port; `index` is a new, never built index of the backend."""

    @pytest.fixture
    def built(self, index: Index) -> Index:
        assert index.rebuild(ENTRIES) == len(ENTRIES)
        return index

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("đăng ký khai sinh", {"birth", "death"}),
            ("dang ky khai sinh", {"birth", "death"}),
            ("ĐĂNG KÝ KHAI SINH", {"birth", "death"}),
            ('"dang ky khai sinh"', {"birth"}),
            ('"đăng ký khai sinh"', {"birth"}),
            ('"đăng ky khai sinh"', {"birth"}),
            ('"đăng kỳ khai sinh"', set()),
            ("khai -sinh", set()),
            ('khai -"đăng ký khai sinh"', {"death"}),
            ("quan ly", {"birth", "civil", "mixed"}),
            ("quản lý", {"birth", "civil", "mixed"}),
            ("quản lý -do", {"birth", "civil"}),
            ("quán lý", set()),
            ('"quan ly"', {"birth", "civil"}),
            ("hòa giải", {"desk"}),
            ("hoà giải", {"desk"}),
            ("kỹ thuật quy trình", {"old"}),
            ("bàn", {"death"}),
            ("ban", {"death", "mixed", "old"}),
            ("tư pháp - hộ tịch", {"birth"}),
            ("61/2018/NĐ-CP", {"birth", "desk"}),
            ("61/2018/nd-cp", {"birth", "desk"}),
            ("61/2018/NĐ - CP", {"birth", "desk"}),
            ("61/2018/ND–CP", {"birth", "desk"}),
            ("061 / 2018 / nđ - cp", {"birth", "desk"}),
            ("NĐ 61/2018/NĐ-CP", {"birth", "desk"}),
            ("nghị định 61/2018/NĐ-CP", {"birth"}),
            ("61 2018 nd cp", {"birth", "desk"}),
            ("61/2018", {"birth", "desk"}),
            ("1/2016/nq-hdtp", {"old"}),
            ("QT 10/CX-HCTP", {"birth"}),
            ("QT10 CX HCTP", {"birth"}),
            ("qt10 cx hctp", {"birth"}),
            ("qt-10.cx.hctp", {"birth"}),
            ("QT10", {"birth"}),
            ("cx-hctp", {"birth", "death"}),
            ("không có chữ này", set()),
        ],
    )
    def test_a_search_finds_exactly_what_was_meant(
        self, built: Index, typed: str, found: set[str]
    ) -> None:
        assert set(keys(built, typed)) == found
        assert set(keys(built, unicodedata.normalize("NFD", typed))) == found

    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("khai sinh", "birth"),
            ("61/2018/nd-cp", "desk"),
            ("61 2018 nd cp", "desk"),
            ("QT10 CX HCTP", "birth"),
            ("hộ tịch", "civil"),
            ("60/2014/QH13", "civil"),
            ("ban", "mixed"),
        ],
    )
    def test_the_best_comes_first(self, built: Index, typed: str, first: str) -> None:
        assert keys(built, typed)[0] == first

    def test_a_hit_says_in_which_fields_it_was_found(self, built: Index) -> None:
        hits = {hit.key: hit.fields for hit in built.search(parse("61/2018/nd-cp")).hits}
        assert hits == {"desk": {Field.CODE}, "birth": {Field.BODY}}

    def test_neighbours_rank_before_words_apart(self, index: Index) -> None:
        apart = Entry("a", LAW, "", "", "", "khai báo tạm trú và ngày sinh của trẻ em nhỏ")
        together = Entry("b", LAW, "", "", "", "ngày báo tạm trú và khai sinh của trẻ em nhỏ")
        index.rebuild((apart, together))
        assert keys(index, "khai sinh") == ("b", "a")
        assert keys(index, "khái sinh") == ()

    def test_kinds_limit_what_is_found(self, built: Index) -> None:
        found = built.search(parse("61/2018"), kinds=frozenset({VERSION}))
        assert found.keys == ("birth",)
        assert built.search(parse("61/2018"), kinds=frozenset()).keys == ()

    def test_the_limit_cuts_the_keys_and_not_the_total(self, built: Index) -> None:
        found = built.search(parse("ban"), limit=1)
        assert (found.keys, found.total) == (("mixed",), 3)
        assert built.search(parse("ban"), limit=0).keys == ()

    def test_an_unfinished_word_finds_titles_and_codes_only(self, built: Index) -> None:
        assert set(keys(built, "khai si", typing=True)) == {"birth"}
        assert set(keys(built, "60/2014/q", typing=True)) == {"civil"}
        assert keys(built, "gi", typing=True) == ()
        assert keys(built, "k", typing=True) == ()

    def test_most_of_the_words_are_enough_when_asked_so(self, built: Index) -> None:
        query = parse("thủ tục đăng ký khai sinh cho trẻ em")
        assert built.search(query).keys == ()
        assert built.search(query, match=Match.MOST).keys[0] == "birth"

    def test_a_phrase_stays_strict_when_most_words_are_enough(self, built: Index) -> None:
        query = parse('"đăng ký khai tử" trẻ em -xyz')
        assert built.search(query, match=Match.MOST).keys == ("death",)

    @pytest.mark.parametrize("typed", ["", "   ", '""', "-", "-khai", '-"khai sinh"', "*", "?%_"])
    def test_a_search_for_nothing_finds_nothing(self, built: Index, typed: str) -> None:
        assert keys(built, typed) == ()

    @pytest.mark.parametrize(
        "typed", ["kha*", "khai OR xyz", "title:khai zz", "k_ai", "%hai", "[k]"]
    )
    def test_nothing_typed_is_syntax(self, built: Index, typed: str) -> None:
        assert keys(built, typed) == ()

    def test_replacing_leaves_one_entry_for_a_key(self, built: Index) -> None:
        changed = Entry("birth", VERSION, "QT 10/CX-HCTP", "Cấp bản sao trích lục")
        assert built.replace([changed, changed]) == 1
        assert keys(built, "trích lục") == ("birth",)
        assert keys(built, '"khai sinh"') == ("death",)
        assert len(built.held()) == len(ENTRIES)

    def test_a_deleted_entry_is_not_found(self, built: Index) -> None:
        assert built.delete(["birth", "unknown"]) == 1
        assert built.delete(["birth"]) == 0
        assert keys(built, "khai sinh") == ("death",)
        assert keys(built, '"quản lý sổ gốc"') == ()
        assert built.search(parse("khai sinh")).total == 1
        assert built.health().entries == len(ENTRIES) - 1

    def test_replacing_and_deleting_nothing_is_nothing(self, built: Index) -> None:
        assert (built.replace([]), built.delete([])) == (0, 0)
        assert built.health().entries == len(ENTRIES)

    def test_a_rebuilt_index_answers_as_one_that_grew(self, index: Index) -> None:
        index.rebuild(())
        for entry in (*ENTRIES, *ENTRIES[:2]):
            index.replace([entry])
        index.replace([Entry("gone", LAW, "", "khai sinh")])
        index.delete(["gone"])
        typed = ("khai sinh", "61/2018", "quan ly", '"hộ tịch"', "ban -bàn", "hoa giai")
        grown = [sorted(keys(index, text)) for text in typed]
        held = index.held()
        index.rebuild(ENTRIES)
        assert [sorted(keys(index, text)) for text in typed] == grown
        assert index.held() == held == {entry.key: entry.digest for entry in ENTRIES}

    def test_it_says_what_it_holds_of_some_keys(self, built: Index) -> None:
        one, other = ENTRIES[0], ENTRIES[-1]
        built.delete([other.key])
        asked = [one.key, other.key, "unknown"]
        assert built.held(asked) == {one.key: one.digest}
        assert built.held([]) == {}

    def test_rebuilding_twice_with_one_key_twice_is_refused_and_changes_nothing(
        self, built: Index
    ) -> None:
        with pytest.raises(ValueError, match="twice"):
            built.rebuild([ENTRIES[0], ENTRIES[0]])
        assert len(built.held()) == len(ENTRIES)

    def test_a_failing_source_changes_nothing(self, built: Index) -> None:
        def broken() -> Iterable[Entry]:
            yield Entry("new", LAW, "", "khai sinh")
            raise RuntimeError

        with pytest.raises(RuntimeError):
            built.rebuild(broken())
        assert len(built.held()) == len(ENTRIES)
        assert built.replace([Entry("new", LAW, "", "khai sinh")]) == 1

    def test_an_empty_index_is_ready_and_finds_nothing(self, index: Index) -> None:
        assert index.rebuild(()) == 0
        assert index.health().state is State.READY
        assert keys(index, "khai sinh") == ()

    @given(typed=st.text(max_size=80), typing=st.booleans(), match=st.sampled_from(Match))
    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=SHARED,
    )
    def test_no_input_breaks_a_search(
        self, built: Index, typed: str, match: Match, *, typing: bool
    ) -> None:
        for text in (typed, f'"{typed}" -{typed}', f"61/2018/{typed}", f"khai {typed}"):
            found = built.search(parse(text, typing=typing), match=match)
            assert set(found.keys) <= {entry.key for entry in ENTRIES}

    @given(text=st.text(max_size=200))
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=SHARED,
    )
    def test_any_text_can_be_indexed(self, built: Index, text: str) -> None:
        built.replace([Entry("any", LAW, text, text, text, f"{text} lạlùng")])
        assert keys(built, "lạlùng") == ("any",)
        built.delete(["any"])

    @shared.needs_shared
    def test_every_number_of_the_register_finds_its_own_text(self, index: Index) -> None:
        lines = REGISTER.read_text(encoding="utf-8").splitlines()[:: 17_000 // 300]
        known = [json.loads(line) for line in lines]
        entries = [
            Entry(str(at), LAW, row["number"] or "", row["title"] or "")
            for at, row in enumerate(known)
        ]
        index.rebuild(entries)
        missed = [e.code for e in entries if e.code and keys(index, e.code)[:1] != (e.key,)]
        assert missed == []
