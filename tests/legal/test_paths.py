import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.find import Place
from docctl.legal.paths import (
    LETTERS,
    ancestors,
    container_of,
    label_of,
    overlap,
    path_of,
    paths_of,
    place_of,
)

letters = st.sampled_from(LETTERS)
suffixed = st.builds("{}{}".format, st.integers(1, 999), st.one_of(st.just(""), letters))
points = st.one_of(
    letters,
    st.builds("{}{}".format, letters, st.integers(1, 9)),
    st.builds("{}.{}".format, st.integers(1, 30), st.integers(1, 30)),
    st.integers(1, 30).map(str),
)
places = st.builds(
    lambda dieu, khoan, diem, phu_luc: Place(dieu=dieu, khoan=khoan, diem=diem, phu_luc=phu_luc),
    suffixed,
    st.none() | suffixed,
    st.none() | points,
    st.none() | st.integers(1, 60).map(str),
)


def test_a_path_has_segments_of_fixed_width() -> None:
    assert path_of(Place(dieu="12a", khoan="3", diem="đ")) == "d0012a.k003.p05."
    assert path_of({"dieu": "5", "khoan": None, "diem": None}) == "d0005."
    assert path_of(Place(chuong="II")) == ""


def test_a_dotted_point_is_held_by_the_point_before_its_dot() -> None:
    dotted = path_of(Place(dieu="11", khoan="4", diem="đ.2"))
    assert dotted == "d0011.k004.p05.u02."
    assert ancestors(dotted)[-1] == path_of(Place(dieu="11", khoan="4", diem="đ"))
    assert path_of(place_of(dotted)) == dotted


@given(places)
def test_a_path_leads_back_to_its_place(place: Place) -> None:
    assert place_of(path_of(place)) == place


@given(st.lists(letters, min_size=2, max_size=2))
def test_points_sort_in_the_order_of_the_vietnamese_alphabet(pair: list[str]) -> None:
    one, other = pair
    paths = path_of(Place(dieu="1", diem=one)), path_of(Place(dieu="1", diem=other))
    assert (paths[0] < paths[1]) == (LETTERS.index(one) < LETTERS.index(other))


def test_inserted_articles_sort_between_their_neighbours() -> None:
    order = ["9", "12", "12a", "12d", "12đ", "12e", "13", "120"]
    paths = [path_of(Place(dieu=value)) for value in order]
    assert paths == sorted(paths)


def test_an_article_does_not_hold_its_inserted_neighbour() -> None:
    assert not overlap(path_of(Place(dieu="12")), path_of(Place(dieu="12a", khoan="1")))


@given(places, places)
def test_places_overlap_when_one_holds_the_other(one: Place, other: Place) -> None:
    first, second = path_of(one), path_of(other)
    holds = first in {second, *ancestors(second)} or second in {first, *ancestors(first)}
    assert overlap(first, second) == holds


def test_the_whole_text_overlaps_everything() -> None:
    assert overlap("", "d0001.")


@pytest.mark.parametrize(
    ("place", "paths"),
    [
        (Place(dieu="5", dieu_to="7"), ("d0005.", "d0006.", "d0007.")),
        (Place(dieu="1", diem="c", diem_to="đ"), ("d0001.p03.", "d0001.p04.", "d0001.p05.")),
        (Place(dieu="5a", dieu_to="9"), ("d0005a.", "d0009.")),
        (Place(dieu="2"), ("d0002.",)),
    ],
)
def test_a_range_is_spelt_out(place: Place, paths: tuple[str, ...]) -> None:
    assert paths_of(place) == paths


def test_chapters_are_containers_and_no_levels() -> None:
    assert container_of(Place(chuong="XII", muc="1")) == "c012.m001."
    assert container_of(Place(dieu="4")) == ""


def test_a_path_is_said_from_the_lowest_level_up() -> None:
    assert label_of("d0012a.k003.p05.") == "điểm đ khoản 3 Điều 12a"


def test_what_is_no_path_has_no_place() -> None:
    with pytest.raises(ValueError, match="no path"):
        place_of("Điều 5")
