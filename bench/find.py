"""Measure the citation finder: throughput, linearity, hostile input, against a naive regex list.

    python bench/find.py [FILE.txt …]

Without files it measures text made of its own sentences. CPU time, best of several; megabytes are
UTF-8. Ratios are against the baseline in the same run, so that machines can be compared.
"""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from docctl.legal import find

DENSE = (
    "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014; Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 "
    "tháng 4 năm 2018 của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông;\n"
    "Việc giải quyết thực hiện theo quy định tại điểm a, b khoản 2 Điều 5 và khoản 3 Điều 7 "
    "của Thông tư số 04/2020/TT-BTP ngày 28 tháng 5 năm 2020 của Bộ trưởng Bộ Tư pháp.\n"
    "Quy định tại khoản 1 Điều này và Điều 12 của Luật này áp dụng đối với cơ quan, tổ chức, "
    "cá nhân có liên quan; trường hợp khác do Chính phủ quy định chi tiết theo thẩm quyền "
    "được giao.\n"
    "Người yêu cầu nộp hồ sơ quy định tại khoản 2 Điều này tại cơ quan có thẩm quyền. Trong "
    "thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ, người có thẩm quyền quy định "
    "tại điểm a khoản 1 Điều 9 Thông tư này xem xét, quyết định; trường hợp từ chối phải trả "
    "lời bằng văn bản và nêu rõ lý do theo quy định tại khoản 4 Điều 10 của Thông tư này. Hồ "
    "sơ gồm tờ khai theo Mẫu số 01 ban hành kèm theo Thông tư này, bản sao giấy tờ chứng minh "
    "nhân thân và giấy tờ có liên quan; cơ quan tiếp nhận không được yêu cầu giấy tờ ngoài "
    "quy định tại Điều 6 và Điều 7 Thông tư này. Việc lưu trữ, khai thác thông tin thực hiện "
    "theo quy chế của cơ quan, bảo đảm đúng thời hạn, đúng người được phân công, có sổ theo "
    "dõi và được kiểm tra định kỳ mỗi năm một lần.\n"
)
ORDINARY = (
    "Cán bộ tiếp nhận kiểm tra tính đầy đủ của hồ sơ, ghi sổ theo dõi và trả phiếu hẹn cho người "
    "nộp; nếu hồ sơ chưa đầy đủ thì hướng dẫn bổ sung bằng văn bản một lần trong 02 ngày làm việc. "
    "Lãnh đạo phòng xem xét, trình người có thẩm quyền ký; kết quả được trả tại bộ phận một cửa và "
    "lưu theo quy định. Biểu mẫu BM.01/QT-05, thời gian 1/2 ngày, người thực hiện: công chức hộ "
    "tịch. Hồ sơ lưu gồm tờ khai, bản sao giấy tờ và sổ theo dõi, lưu 05 năm tại phòng chuyên "
    "môn.\n"
)
HOSTILE = {
    "khoản 1, …": "khoản 1, " * 40000,
    "Điều 1 và …": "Điều 1 và " * 40000,
    "điểm a đến …": "điểm a đến " * 40000,
    "điểm a khoản 1 …": "điểm a khoản 1 " * 30000,
    "Luật …": "Luật " * 80000,
    "Luật sửa đổi …": "Luật sửa đổi, bổ sung một số điều của " * 12000,
    "Luật Giá và …": "Luật Giá và " * 40000,
    "A-A-A…": "Nghị định số 1/2020/" + "A-" * 200000,
    "1/2020/NĐ-CP, …": "1/2020/NĐ-CP, " * 30000,
    "khoản 1 ( …": "khoản 1 (" * 40000,
    "spaces": "khoản 1" + " " * 400000 + "Điều 2 Luật Giá",
    "digits": "1" * 400000,
    "slashes": "1/" * 200000,
    "số số …": "số " * 130000,
    "marks": "a\u0301" * 200000,
    "brackets": "(" * 400000,
    "từ ngày …": "Nghị định số 1/2020/NĐ-CP ngày " * 12000,
}
NAIVE = [
    re.compile(rf"{kind}\s+(?:số\s+)?(\d+/\d{{4}}/[A-ZĐ0-9-]+)")
    for kind in ("Nghị định", "Thông tư", "Quyết định", "Nghị quyết", "Luật", "Chỉ thị", "Công văn")
] + [re.compile(r"(?:Luật|Bộ luật|Pháp lệnh) [A-ZĐ]\w+(?: \w+){0,6}"),
     re.compile(r"(?:(?:điểm \w|khoản \d+),? )*Điều \d+")]  # fmt: skip


def cpu(work: Callable[[], object], rounds: int = 5) -> float:
    """Give the least CPU seconds of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def rate(text: str, work: Callable[[str], object], rounds: int = 5) -> float:
    """Give megabytes of UTF-8 per CPU second."""
    return len(text.encode()) / 1e6 / max(cpu(lambda: work(text), rounds), 1e-9)


def naive(text: str) -> int:
    """Search with one regular expression per form, as a first program would."""
    return sum(1 for pattern in NAIVE for _ in pattern.finditer(text))


def main() -> None:
    """Print the tables."""
    texts = {"dense law": DENSE * 1500, "ordinary procedure": ORDINARY * 1500}
    files = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
    if files:
        texts["files"] = "\n".join(files)
    print(f"{'text':22}{'MB/s':>8}{'naive':>8}{'ratio':>7}{'citations/MB':>14}")
    for name, text in texts.items():
        ours, theirs = rate(text, find), rate(text, naive)
        dense = len(find(text)) / (len(text.encode()) / 1e6)
        print(f"{name:22}{ours:8.1f}{theirs:8.1f}{ours / theirs:7.2f}{dense:14.0f}")
    small, large = DENSE * 100, DENSE * 1000
    grown = cpu(lambda: find(large)) / cpu(lambda: find(small))
    print(f"10 x the text takes {grown:.1f} x the time")
    block = DENSE.splitlines()[1]
    print(f"one paragraph of {len(block)} characters: {cpu(lambda: find(block), 50) * 1e6:.0f} µs")
    for name, text in HOSTILE.items():
        print(f"hostile {name:18}{rate(text, find, 2):8.1f} MB/s")


if __name__ == "__main__":
    main()
