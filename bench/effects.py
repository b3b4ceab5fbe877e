"""Measure the reading of effects: throughput, linearity, hostile input.

    python bench/effects.py [FILE.txt …]

Without files it measures text made of its own sentences. CPU time, best of three; megabytes are
UTF-8. Finding the citations is part of the work; its share is printed, so that machines compare.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from docctl.legal import find
from docctl.legal.find.letters import read
from docctl.legal.read_effects import effects_of
from docctl.legal.structure import structure_of

LAW = (
    "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP như sau:\n"
    "1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:\n“2. Nội dung mới theo Điều 9.”\n"
    "2. Bãi bỏ điểm a khoản 1, khoản 3 Điều 7 và Điều 8.\n"
    "3. Thay thế cụm từ “cấp huyện” bằng cụm từ “cấp xã” tại Điều 4, khoản 2 Điều 6.\n"
    "Điều 2. Hiệu lực thi hành\n"
    "1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026 và thay thế Nghị định số "
    "12/2019/NĐ-CP ngày 05 tháng 02 năm 2019 của Chính phủ về sổ.\n"
    "2. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:\n"
    "a) Thông tư số 03/2020/TT-BTP ngày 21 tháng 5 năm 2020 của Bộ trưởng Bộ Tư pháp;\n"
    "b) Khoản 2 Điều 4 Thông tư số 04/2020/TT-BTP.\n"
    "Người yêu cầu nộp hồ sơ quy định tại khoản 2 Điều này tại cơ quan có thẩm quyền. Trong thời "
    "hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ, người có thẩm quyền xem xét, quyết "
    "định; trường hợp từ chối phải trả lời bằng văn bản và nêu rõ lý do.\n"
)
HOSTILE = {
    "bãi bỏ …": "bãi bỏ " * 40000,
    "bãi bỏ khoản 1, …": "Bãi bỏ " + "khoản 1 Điều 2, " * 20000,
    "bãi bỏ NĐ, …": "Bãi bỏ " + "Nghị định số 1/2020/NĐ-CP, " * 10000,
    "“ …": "“" * 200000,
    "“…” nested": "“" * 50000 + "”" * 50000,
    '" …': '" a' * 60000,
    "[ …": "[được " * 60000,
    "( …": "bãi bỏ (" * 40000,
    "hết hiệu lực …": "Nghị định số 1/2020/NĐ-CP hết hiệu lực " * 6000,
    "lines": "a\n" * 200000,
    "broken lines": "và\n" * 100000,
    "1. …": "1. Bãi bỏ Điều 5\n" * 15000,
    "Điều 1. …": "Điều 1. " * 40000,
    "này có hiệu lực …": "Thông tư này có hiệu lực từ ngày 01/01/2020 " * 8000,
    "spaces": "bãi bỏ" + " " * 300000 + "Điều 2 Luật Giá",
    "gồm: …": "Các văn bản sau hết hiệu lực, gồm: " * 8000,
    "Quy định … tại …": "Bãi bỏ các văn bản sau:\n" + "a) Quy định về sổ tại " * 15000 + "Luật Giá",
    "(bao gồm bãi bỏ …": "Bãi bỏ khoản 1 (bao gồm bãi bỏ Điều 2 " * 8000,
    "giải thích …": "Nghị quyết số 1/2020/QH14 giải thích một số điều của Luật Giá " * 4000,
    "CHỦ TỊCH": "CHỦ TỊCH\n" * 30000,
}


def cpu(work: Callable[[], object], rounds: int = 3) -> float:
    """Give the least CPU seconds of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def megabytes(text: str) -> float:
    """Give the size of a text in megabytes of UTF-8."""
    return len(text.encode()) / 1e6


def effects(text: str) -> object:
    """Do all that the command does with one text."""
    given = read(text).text
    return effects_of(given, find(given), effective_on=None)


def report(name: str, text: str) -> None:
    """Print the rates of one text, and what ten times as much takes."""
    one = cpu(lambda: effects(text))
    share = cpu(lambda: find(text)) / one
    structure = cpu(lambda: structure_of(text))
    ten = cpu(lambda: effects((text + "\n") * 10), rounds=1)
    print(
        f"{name:<24}{megabytes(text) / one:7.2f} MB/s  finding {share:5.0%}  "
        f"structure {megabytes(text) / structure:7.2f} MB/s  10× text: {ten / one:5.1f}× time"
    )


def main() -> None:
    """Print the measures."""
    texts = {Path(name).name: Path(name).read_text() for name in sys.argv[1:]}
    for name, text in (texts or {"own sentences": LAW * 200}).items():
        report(name, text)
    for name, text in HOSTILE.items():
        half, whole = text[: len(text) // 2], text
        first, second = cpu(lambda t=half: effects(t), 1), cpu(lambda t=whole: effects(t), 1)  # type: ignore[misc]
        print(f"  {name:<22}{megabytes(whole) / second:7.2f} MB/s  2× text: {second / first:4.1f}×")


if __name__ == "__main__":
    main()
