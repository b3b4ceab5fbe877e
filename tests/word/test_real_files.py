"""Real procedures of a provincial justice department, and other real Word files."""

import pickle
import re
from datetime import date

import pytest

from docctl.content import Json, canonical, parse, project, to_html
from docctl.content.normalise import walk
from docctl.word import Imported, read_files
from tests.support.once import alone_in
from tests.support.shared import SHARED, needs_shared

DATA = SHARED / "data"
pytestmark = [needs_shared]

# What a person reads in the title blocks: code → (title, day of issue).
TRUTH = {
    "d000": ("QT 01/CX-HCTP", "Đăng ký khai sinh", 7),
    "d002": ("QT 02/CX-HCTP", "Đăng ký khai sinh có yếu tố nước ngoài", 7),
    "d004": ("QT 03/CX-HCTP", "Đăng ký lại khai sinh", 7),
    "d010": ("QT 09/CX-HCTP", "Đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân", 7),
    "d011": (
        "QT 10/CX-HCTP",
        "Đăng ký khai sinh có yếu tố nước ngoài cho người đã có hồ sơ, giấy tờ cá nhân",
        7,
    ),
    "d012": ("QT 11/CX-HCTP", "Đăng ký kết hôn", 7),
    "d018": ("QT 17/CX-HCTP", "Đăng ký lại khai tử", 7),
    "d019": ("QT 18/CX-HCTP", "Đăng ký lại khai tử có yếu tố nước ngoài", 7),
    "d025": ("QT 24/CX-HCTP", "Đăng ký chấm dứt giám sát việc giám hộ", 7),
    "d026": (
        "QT 25/CX-HCTP",
        "Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
        7,
    ),
    "d027": (
        "QT 26/CX-HCTP",
        "Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc có yếu tố nước ngoài",
        7,
    ),
    "d033": ("QT 32/CX-HCTP", "Đăng ký khai tử lưu động", 7),
    "d034": ("QT 33/CX-HCTP", "Cấp Giấy xác nhận tình trạng hôn nhân", 7),
    "d035": ("QT 34/CX-HCTP", "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh", 7),
    "d040": ("QT 01/CX-HCTP", "Thủ tục chứng thực hợp đồng, giao dịch liên quan", 7),
    "d041": ("QT 10/CX-HCTP", "Chứng thực chữ ký người dịch mà người dịch không phải là", 7),
    "d042": ("QT 11/CX-HCTP", "Thủ tục chứng thực bản sao từ bản chính giấy tờ, văn bản", 7),
    "d048": ("QT 06/CX-HCTP", "Thủ tục chứng thực việc sửa đổi, bổ sung, hủy bỏ hợp đồng", 1),
    "d049": ("QT 07/CX-HCTP", "Thủ tục sửa lỗi sai sót trong hợp đồng, giao dịch", 7),
    "d050": ("QT 08/CX-HCTP", "Thủ tục cấp bản sao có chứng thực từ bản chính hợp đồng", 7),
}


def read_folder(name: str) -> dict[str, Imported]:
    paths = sorted((DATA / name).iterdir())
    results = read_files([(path.read_bytes(), path.name) for path in paths])
    found = {}
    for path, result in zip(paths, results, strict=True):
        assert isinstance(result, Imported), f"{path.name}: {result}"
        found[path.name] = result
    return found


@pytest.fixture(scope="module")
def procedures(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, Imported]:
    with alone_in("procedures", tmp_path_factory, worker_id) as read:
        if not read.exists():
            found = {name[:4]: result for name, result in read_folder("procedures").items()}
            read.write_bytes(pickle.dumps(found))
        known: dict[str, Imported] = pickle.loads(read.read_bytes())
    return known


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_code_title_issue_and_date_are_read(name: str, procedures: dict[str, Imported]) -> None:
    code, title, day = TRUTH[name]
    meta = procedures[name].meta
    assert (meta.code, meta.issue_no, meta.issued_on) == (code, 1, date(2025, 7, day))
    assert meta.title.startswith(title)
    assert meta.kind == "procedure"
    assert meta.agency == "SỞ TƯ PHÁP"


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_the_approval_block_is_read(name: str, procedures: dict[str, Imported]) -> None:
    meta = procedures[name].meta
    assert meta.drafter
    assert meta.drafter.position == "Chuyên viên"
    assert meta.reviewer
    assert meta.reviewer.position.lower() == "trưởng phòng"
    assert meta.approver
    assert meta.approver.position.startswith("Phó Giám đốc")


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_the_field_tells_equal_codes_apart(name: str, procedures: dict[str, Imported]) -> None:
    expected = "Hộ tịch" if name < "d040" else "Chứng thực"
    assert procedures[name].meta.field == expected


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_tables_keep_every_row_and_merged_cells(name: str, procedures: dict[str, Imported]) -> None:
    content = procedures[name].content
    tables = [node for node in walk(content) if node["type"] == "table"]
    first = tables[0]["content"]
    assert len(first[0]["content"]) == 3
    assert first[0]["content"][0]["attrs"]["rowspan"] == 3
    html = to_html(content)
    assert html.count("<table") == len(tables)
    steps = [b for b in project(content).blocks if b.topic == "steps" and b.table is not None]
    assert len({block.row for block in steps}) >= 4


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_the_legal_bases_stand_in_their_section(name: str, procedures: dict[str, Imported]) -> None:
    blocks = project(procedures[name].content).blocks
    bases = [block.text for block in blocks if block.topic == "legal_basis"]
    assert sum("NĐ-CP" in text or "Luật" in text for text in bases) >= 3


def test_stale_page_footers_are_told_not_taken(procedures: dict[str, Imported]) -> None:
    warnings = [str(warning) for warning in procedures["d000"].warnings]
    assert any("issue 2" in warning for warning in warnings)


def test_a_text_file_under_a_word_name_is_read_with_a_warning(
    procedures: dict[str, Imported],
) -> None:
    form = procedures["d001"]
    assert form.meta.kind == "form"
    assert form.meta.title == "TỜ KHAI ĐĂNG KÝ KHAI SINH"
    assert any("plain text" in str(warning) for warning in form.warnings)


def test_contents_are_valid_and_pictures_are_all_there(procedures: dict[str, Imported]) -> None:
    for result in procedures.values():
        assert parse(canonical(result.content)) == result.content
        named = {n["attrs"]["src"] for n in walk(result.content) if n["type"] == "image"}
        assert named == set(result.images)


def test_other_real_files_are_read_with_their_structure() -> None:
    files = read_folder("word")
    law = next(result for name, result in files.items() if "15_2012_QH13" in name)
    articles = [text for text in _headings(law.content) if re.match(r"Điều \d+", text)]
    assert len(articles) == 142
    assert law.meta.title == "LUẬT Xử lý vi phạm hành chính"


def _headings(content: Json) -> list[str]:
    return [block.text for block in project(content).blocks if block.kind == "heading"]
