"""Remarks on the citations of a version, with the register and the stored words of its texts."""

from datetime import date

from docctl.legal.queries import list_citations
from docctl.legal.remarking import remark
from docctl.legal.remarks import Note, Remark
from docctl.runtime import Runtime
from tests.support.make import MakeText, MakeVersion

WORDS = "Điều 1. Phạm vi\nNội dung.\nĐiều 2. Đối tượng\n1. Cơ quan.\n2. Tổ chức."
DAY = date(2026, 7, 27)


def remarks(runtime: Runtime, version_id: int) -> dict[str, list[Note]]:
    with runtime.reading() as session:
        rows = list_citations(session, version_id)
        found = remark(session, runtime.blobs, rows, day=DAY)
        return {row.quote: list(found[row.id]) for row in rows if row.id in found}


def test_a_provision_the_stored_words_do_not_have_is_remarked(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text(original=runtime.blobs.put(WORDS.encode()))
    version_id = make_version(
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;",
        "Theo khoản 2 Điều 2 Nghị định số 61/2018/NĐ-CP thì",
        "Theo khoản 7 Điều 2 Nghị định 61/2018/NĐ-CP thì",
    )
    assert remarks(runtime, version_id) == {
        "Nghị định 61/2018/NĐ-CP": [Note(Remark.NO_PROVISION, "khoản 7 Điều 2")]
    }


def test_a_text_that_is_nowhere_mentioned_in_full_is_remarked_at_its_first_mention(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    version_id = make_version(
        "Theo Nghị định số 61/2018/NĐ-CP của Chính phủ.",
        "Nghị định 61/2018/NĐ-CP; Thông tư 01/2018/TT-VPCP.",
        "Thông tư số 01/2018/TT-VPCP.",
        "Theo Thông tư 02/2019/TT-VPCP.",
        "Căn cứ Thông tư số 02/2019/TT-VPCP ngày 1/2/2019.",
    )
    assert remarks(runtime, version_id) == {
        "Nghị định số 61/2018/NĐ-CP": [Note(Remark.SHORT)],
        "Thông tư 01/2018/TT-VPCP": [Note(Remark.SHORT)],
    }


def test_a_day_that_does_not_exist_and_one_the_register_contradicts_are_remarked(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    version_id = make_version(
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 24/4/2018 của Chính phủ;",
        "Căn cứ Thông tư số 01/2018/TT-VPCP ngày 31/11/2018 của Văn phòng Chính phủ;",
    )
    assert remarks(runtime, version_id) == {
        "Nghị định số 61/2018/NĐ-CP": [Note(Remark.DATE_DIFFERS, date(2018, 4, 23))],
        "Thông tư số 01/2018/TT-VPCP": [Note(Remark.NO_SUCH_DAY)],
    }


def test_the_only_text_a_citation_may_mean_is_what_it_is_compared_with(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    version_id = make_version("Căn cứ Thông tư số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;")
    assert remarks(runtime, version_id) == {
        "Thông tư số 61/2018/NĐ-CP": [Note(Remark.TYPE_DIFFERS, "Nghị định")]
    }
