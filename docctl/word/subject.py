"""The field (lĩnh vực) a procedure belongs to, proposed from its words."""

import re
from collections.abc import Sequence

from docctl.content.project import Block
from docctl.vietnamese import fold

# Field → words that speak for it, folded. Names of fields as the national database of
# administrative procedures has them.
_FIELDS: dict[str, tuple[str, ...]] = {
    "Hộ tịch": (
        *("ho tich", "khai sinh", "khai tu", "ket hon", "giam ho", "tinh trang hon nhan"),
        *("nhan cha, me, con", "nhan cha me con", "ly hon, huy viec ket hon", "trich luc"),
    ),
    "Chứng thực": ("chung thuc",),
    "Nuôi con nuôi": ("nuoi con nuoi", "con nuoi"),
    "Quốc tịch": ("quoc tich viet nam", "nhap quoc tich", "thoi quoc tich"),
    "Lý lịch tư pháp": ("ly lich tu phap",),
    "Công chứng": ("cong chung vien", "van phong cong chung"),
    "Luật sư": ("luat su",),
    "Trợ giúp pháp lý": ("tro giup phap ly",),
    "Hòa giải ở cơ sở": ("hoa giai vien", "hoa giai o co so"),
    "Phổ biến giáo dục pháp luật": ("tuyen truyen vien phap luat", "bao cao vien phap luat"),
    "Bồi thường nhà nước": ("boi thuong nha nuoc", "trach nhiem boi thuong"),
    "Đấu giá tài sản": ("dau gia",),
    "Giám định tư pháp": ("giam dinh tu phap",),
    "Biện pháp bảo đảm": ("bien phap bao dam",),
    "Đất đai": ("dat dai", "quyen su dung dat", "thua dat", "thu hoi dat"),
    "Xây dựng": ("giay phep xay dung", "cong trinh xay dung", "hoat dong xay dung"),
    "Môi trường": ("moi truong",),
    "Giáo dục và Đào tạo": ("giao duc", "hoc sinh", "truong hoc", "nha truong"),
    "Y tế": ("kham benh", "chua benh", "hanh nghe y", "duoc pham"),
    "An toàn thực phẩm": ("an toan thuc pham",),
    "Bảo trợ xã hội": ("bao tro xa hoi", "tro cap xa hoi", "nguoi khuyet tat", "ho ngheo"),
    "Người có công": ("nguoi co cong", "liet si", "thuong binh"),
    "Lao động, việc làm": ("nguoi lao dong", "viec lam", "lao dong nuoc ngoai"),
    "Văn hóa": ("van hoa", "karaoke", "le hoi"),
    "Thông tin và Truyền thông": ("bao chi", "xuat ban", "buu chinh", "vien thong"),
    "Nông nghiệp": ("nong nghiep", "trong trot", "chan nuoi", "thu y", "thuy san", "lam nghiep"),
    "Giao thông vận tải": ("giay phep lai xe", "van tai", "duong bo"),
    "Công Thương": ("kinh doanh ruou", "thuoc la", "xang dau", "hoa chat"),
    "Đăng ký kinh doanh": ("ho kinh doanh", "dang ky doanh nghiep", "hop tac xa"),
    "Thi đua, khen thưởng": ("khen thuong", "thi dua"),
    "Tín ngưỡng, tôn giáo": ("ton giao", "tin nguong"),
    "Tổ chức hội": ("thanh lap hoi", "dieu le hoi", "to chuc phi chinh phu"),
    "Khiếu nại, tố cáo": ("khieu nai", "to cao", "tiep cong dan"),
    "Cư trú": ("dang ky thuong tru", "dang ky tam tru"),
    "Văn thư, lưu trữ": ("van thu", "luu tru lich su"),
    "Hệ thống quản lý chất lượng": (
        *("kiem soat tai lieu", "kiem soat ho so", "danh gia noi bo", "hanh dong khac phuc"),
        *("khong phu hop", "xem xet cua lanh dao", "thong tin dang van ban"),
        *("quan ly rui ro", "rui ro va co hoi", "muc tieu chat luong", "chinh sach chat luong"),
    ),
}
_WORDS = {
    name: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
    for name, words in _FIELDS.items()
}


def field_of(title: str, blocks: Sequence[Block]) -> tuple[str, bool]:
    """Propose the field and tell whether the title names it.

    The earliest field in the title wins; without one, the field that the legal bases and then the
    text speak of most.
    """
    key = fold(title)
    named = [
        (found.start(), name) for name, words in _WORDS.items() if (found := words.search(key))
    ]
    if named:
        return min(named)[1], True
    scores = dict.fromkeys(_WORDS, 0)
    for block in blocks:
        weight = 5 if block.topic in ("legal_basis", "references") else 1
        text = fold(block.text)
        for name, words in _WORDS.items():
            scores[name] += weight * len(words.findall(text))
    best = max(scores, key=lambda name: scores[name])
    return (best, False) if scores[best] >= 5 else ("", False)
