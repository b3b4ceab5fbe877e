"""Issuers: the words their names begin with, and where a name ends."""

import re
import sys
from functools import lru_cache

from docctl.legal.find.letters import LETTER, LOWER
from docctl.legal.find.patterns import any_of

# Names that are complete in themselves: nothing after them belongs to the name.
_WHOLE = (
    "quốc hội", "ủy ban thường vụ quốc hội", "uỷ ban thường vụ quốc hội", "chủ tịch nước",
    "thủ tướng chính phủ", "chính phủ", "hội đồng chính phủ", "hội đồng bộ trưởng",
    "chủ tịch hội đồng bộ trưởng", "hội đồng nhà nước", "thanh tra chính phủ",
    "tổng thanh tra chính phủ", "tổng kiểm toán nhà nước", "kiểm toán nhà nước",
    "văn phòng chính phủ", "văn phòng quốc hội", "bộ chính trị", "ban bí thư trung ương đảng",
    "ban bí thư", "thống đốc ngân hàng nhà nước việt nam", "thống đốc ngân hàng nhà nước",
    "ngân hàng nhà nước việt nam", "ngân hàng nhà nước",
    "hội đồng thẩm phán tòa án nhân dân tối cao", "hội đồng thẩm phán toà án nhân dân tối cao",
    "chánh án tòa án nhân dân tối cao", "chánh án toà án nhân dân tối cao",
    "tòa án nhân dân tối cao", "toà án nhân dân tối cao",
    "viện trưởng viện kiểm sát nhân dân tối cao", "viện kiểm sát nhân dân tối cao",
)  # fmt: skip

# First words of names that go on ("Bộ Tài chính", "UBND tỉnh Trà Vinh").
_OPEN = (
    "thủ tướng", "bộ trưởng", "thứ trưởng", "liên bộ", "bộ", "chủ nhiệm", "chủ tịch",
    "phó chủ tịch", "ủy ban", "uỷ ban", "ubnd", "hội đồng", "hđnd", "sở", "giám đốc",
    "tổng giám đốc", "cục trưởng", "tổng cục trưởng", "tổng cục", "cục", "chi cục", "vụ", "ban",
    "trưởng ban", "tỉnh ủy", "tỉnh uỷ", "thành ủy", "thành uỷ", "đảng ủy", "đảng uỷ", "quân ủy",
    "văn phòng", "thuế tỉnh", "thuế thành phố", "hội nghị", "hội", "liên đoàn", "tổng liên đoàn",
    "đoàn", "bảo hiểm xã hội", "kho bạc", "thanh tra", "tòa án", "toà án", "viện", "tổng công ty",
    "chánh án", "viện trưởng", "phủ", "đài", "học viện",
)  # fmt: skip

_ENDS = (
    "về", "việc", "v/v", "quy", "qui", "hướng", "sửa", "bổ", "phê", "công bố", "có", "được", "thì",
    "để", "theo", "trong", "ngày", "số", "năm", "cho", "là", "nêu", "thay", "hết", "bị", "ký",
    "đã", "tại", "trên", "ra", "bãi", "hủy", "huỷ", "này", "khóa", "khoá", "giao nhiệm",
    "giao cho", "trình", "nhằm", "kèm", "ban hành", "công nhận", "chấp thuận", "thông qua",
    "điều chỉnh", "kết luận", "thành lập", "triển khai", "thực hiện", "đối với", "đề nghị", "gửi",
    "liên quan", "xử", "trả", "như", "cùng", "do", "của", "từ", "khi", "nếu", "mà", "hoặc", "cũng",
    "với", "các", "những", "một", "quyết định", "nghị", "thông tư", "chỉ thị", "luật", "bộ luật",
    "pháp lệnh", "gồm", "bao", "chấm", "tiếp", "đến", "yêu", "tổ chức triển", "phân công",
    "phân bổ", "cấp phép", "giải quyết", "còn", "vẫn", "phải", "kể", "trước", "không thay",
    "không còn", "không được", "công khai", "gia hạn", "danh mục", "đính chính",
    "đình chỉ", "ngưng", "tạm ngưng", "thu hồi",
)  # fmt: skip

# First words that may stand after a comma or "và" in a name.
_GOES_ON_WITH = (
    "thể thao", "trưởng ban", "bộ", "du lịch", "công nghệ", "truyền thông", "đầu tư", "môi trường",
    "xã hội", "ngân sách", "phát triển", "đào tạo", "ủy ban", "uỷ ban", "chủ nhiệm", "tổng",
    "đô thị", "gia đình", "viện", "tòa án", "toà án", "tin học", "thanh niên", "văn hóa",
    "thương binh", "bộ trưởng", "trẻ em", "dân tộc", "miền núi", "thông tin", "các vấn", "hải đảo",
    "tôn giáo", "tư pháp", "ngoại giao", "nông thôn", "giao thông", "thủ trưởng", "nhi đồng",
    "lưu trữ", "quốc tịch", "chứng thực", "chữa bệnh", "cứu nạn", "cứu hộ", "dạy nghề",
    "chất lượng", "an toàn thực", "kiểm soát bệnh", "bảo trợ", "kiểm dịch", "thủy lợi",
    "phòng, chống", "phổ biến", "việc làm", "biến đổi", "kinh doanh", "khoáng sản", "bồi thường",
    "hợp tác xã", "khu công nghiệp", "khu chế xuất", "chế biến", "cấp cứu", "truyền hình", "thú y",
    "hệ thống", "quyền", "dịch vụ", "thi đua", "khen thưởng",
)  # fmt: skip

# For those who need the words themselves.
NAMES = (*_WHOLE, *_OPEN)
_BEGINNINGS = frozenset(name[:2] for name in NAMES)

_GAP = r"[ \n]{1,2}"

_WHOLE_RE = re.compile(rf"{any_of(_WHOLE, _GAP)}(?![{LETTER}])")
_OPEN_PATTERN = rf"{any_of(_OPEN, _GAP)}(?![{LETTER}])"
_END = rf"(?!{any_of(_ENDS)}(?![{LETTER}]))"
_WORD = rf"[{LOWER}0-9&.]{{1,12}}(?<![.])"
_JOINED = rf"(?:,{_GAP}|{_GAP}và{_GAP}|{_GAP}-{_GAP}|-)"
_OPEN_RE = re.compile(rf"{_OPEN_PATTERN}(?:(?:{_GAP}|{_JOINED}){_END}{_WORD}){{0,18}}")
_TRAILING = re.compile(r"(?:,|và|-|\s)+$")
_COMMAS = re.compile(r",[ \n]|[ \n]và[ \n]")
_TOO_SHORT = frozenset({"hội", "ban", "bộ", "vụ", "viện", "đoàn", "phủ", "đài", "cục", "sở"})
_OF_PARLIAMENT = re.compile(rf"{_GAP}của{_GAP}quốc{_GAP}hội(?![{LETTER}])")
_GOES_ON = re.compile(rf"{any_of(_GOES_ON_WITH)}(?![{LETTER}])")

# Courts and prosecutors issue together with ministries.
_AND_MINISTRY = re.compile(rf"(?:,|{_GAP}và|{_GAP}-){_GAP}(?=bộ{_GAP}(?!luật))")

HEADS = rf"(?:{any_of(_WHOLE, _GAP)}|{any_of(_OPEN, _GAP)})"


# A name in single spaces up to what often ends one.
_AFTER = rf"(?:về|quy|hướng|sửa|phê|ban hành)(?![{LETTER}])"
_RUN = re.compile(
    rf"[{LOWER}]++(?:(?:,? | - )(?!{_AFTER})[{LOWER}]++){{0,12}}+"
    rf"(?:[;:()]|\.(?![{LOWER}0-9&.])|,? {_AFTER})"
)


def issuer_at(lowered: str, start: int, limit: int = sys.maxsize) -> int:
    """Give the end of the issuer's name at `start` of a lower-case text, before `limit`; or 0."""
    if lowered[start : start + 2] not in _BEGINNINGS:
        return 0
    whole = _WHOLE_RE.match(lowered, start, limit)
    if whole:
        end = whole.end()
        joint = whole[0].endswith("tối cao") and _AND_MINISTRY.match(lowered, end, limit)
        return (_open_at(lowered, joint.end(), limit) or end) if joint else end
    run = _RUN.match(lowered, start, limit)
    if run:
        length = _length_in(run[0])
        return length and start + length
    return _open_at(lowered, start, limit)


@lru_cache(maxsize=4096)
def _length_in(run: str) -> int:
    """Give the length of the name in a run; a text names the same few issuers many times."""
    return _open_at(run, 0, len(run))


def _open_at(lowered: str, start: int, limit: int) -> int:
    """Give the end of a name at `start` whose first words go on."""
    found = _OPEN_RE.match(lowered, start, limit)
    if not found:
        return 0
    end = found.end()
    said = found[0]
    if "," in said or "và" in said or "-" in said:
        end = _joined_end(lowered, start, end, limit)
        said = lowered[start:end]
    if said in _TOO_SHORT:
        return 0
    if lowered.startswith(("của", " của", "\ncủa"), end + 1):
        organ = _OF_PARLIAMENT.match(lowered, end, limit)
        return organ.end() if organ else end
    return end


def _joined_end(lowered: str, start: int, end: int, limit: int) -> int:
    """Give the end of a name in which words are joined, without what begins another clause."""
    for comma in _COMMAS.finditer(lowered, start, end):
        if not _GOES_ON.match(lowered, comma.end(), limit):
            end = comma.start()
            break
    if lowered[end - 1] in ",- \n" or lowered.endswith("và", start, end):
        return start + len(_TRAILING.sub("", lowered[start:end]))
    return end
