"""Which provision of a new law follows one of the old."""

from docctl.legal.following import follow
from docctl.legal.wording import Written, write

OLD = write("""Điều 5. Hồ sơ đăng ký
1. Tờ khai theo mẫu do Bộ Tư pháp ban hành.
2. Bản sao giấy tờ tùy thân còn hạn của người yêu cầu.
Điều 6. Lệ phí
Người yêu cầu nộp lệ phí khi nộp hồ sơ tại bộ phận một cửa.
Điều 7. Khác
Một điều không giống điều nào.
""")
NEW = write("""Điều 8. Hồ sơ đăng ký
1. Bản sao giấy tờ tùy thân còn hạn của người yêu cầu hoặc bản điện tử.
2. Tờ khai điện tử theo mẫu do Bộ Tư pháp ban hành.
Điều 9. Nộp tiền
Người yêu cầu nộp lệ phí khi nộp hồ sơ trực tuyến hoặc tại bộ phận một cửa.
Phụ lục I
""")


def path(old: Written, path: str, new: Written) -> str | None:
    found = follow(old, path, new)
    return found.path if found else None


def test_an_article_of_the_same_title_follows_and_inside_it_the_clause_most_like() -> None:
    assert path(OLD, "d0005.", NEW) == "d0008."
    found = follow(OLD, "d0005.k001.", NEW)
    assert found is not None
    assert found.path == "d0008.k002."
    assert 0.7 < found.alike < 1


def test_without_a_common_title_the_words_tell() -> None:
    assert path(OLD, "d0006.", NEW) == "d0009."


def test_what_is_like_nothing_is_followed_by_nothing() -> None:
    assert follow(OLD, "d0007.", NEW) is None
    assert follow(OLD, "d0099.", NEW) is None
    assert follow(OLD, "@pl001.", NEW) is None


def test_of_two_alike_neither_is_told() -> None:
    twice = write("Điều 1. A\nNộp lệ phí tại một cửa.\nĐiều 2. B\nNộp lệ phí tại một cửa nhé.\n")
    one = write("Điều 1. C\nNộp lệ phí tại một cửa ngay.\n")
    assert follow(one, "d0001.", twice) is None
    khoan = write("Điều 1. C\n1. Nộp lệ phí tại một cửa ngay.\n")
    titled = write("Điều 4. C\n1. Trồng cây.\n2. Nuôi cá.\n")
    assert path(khoan, "d0001.k001.", titled) == "d0004."
