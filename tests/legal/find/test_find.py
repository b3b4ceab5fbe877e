from docctl.legal import find


def test_a_decree_is_found_by_its_number() -> None:
    [found] = find("Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;")
    assert (found.surface, found.number) == ("Nghị định số 61/2018/NĐ-CP", "61/2018/NĐ-CP")
