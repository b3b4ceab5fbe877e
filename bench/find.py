"""Measure the citation finder: throughput, linearity, hostile input, against two baselines.

    python bench/find.py [--no-eyecite] [FILE.txt or folder …]
    python bench/find.py --hunt SECONDS [SEED]

Without files it measures text made of its own sentences, with other numbers, days, names and places
in every copy; every round begins with nothing remembered of the one before. CPU time, best of
several; a megabyte is 10^6 bytes of UTF-8. On a busy machine a second of CPU time does less (shared
caches and cores), so a fixed loop is timed before and after every round: "corrected" is the median
of what the rounds would have been at the fastest pace of that loop in this run. With files it also
says what they take one by one and as one text.

Ratios are against a baseline in the same run, so that machines can be compared: a naive list of
regular expressions on the same text, and eyecite, the finder of American citations, on a made-up
American opinion. That is another task, with thousands of reporters: it says what a finder of
citations usually costs, not who reads better. eyecite is installed in a virtual environment of its
own, which is thrown away.

`--hunt` invents lists for so many seconds and prints those whose time grows faster than they do,
those the finder cannot read at all, and the slowest ones.
"""

import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
import venv
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from docctl.legal import find

# Every copy names other texts, days and places, as real law does: what is remembered of one
# paragraph is not the answer to the next.
DENSE = (
    "Căn cứ {law} ngày {d} tháng {m} năm {y}; Căn cứ Nghị định số {n}/{y}/NĐ-CP ngày {d2} "
    "tháng {m2} năm {y} của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông;\n"
    "Việc giải quyết thực hiện theo quy định tại điểm {a}, {b} khoản {k} Điều {p} và khoản {k2} "
    "Điều {p2} của Thông tư số {n2:02}/{y2}/TT-{code} ngày {d3} tháng {m3} năm {y2} của Bộ trưởng "
    "{ministry}.\n"
    "Quy định tại khoản {k} Điều này và Điều {p2} của Luật này áp dụng đối với cơ quan, tổ chức, "
    "cá nhân có liên quan; trường hợp khác do Chính phủ quy định chi tiết theo thẩm quyền "
    "được giao.\n"
    "Người yêu cầu nộp hồ sơ quy định tại khoản {k2} Điều này tại cơ quan có thẩm quyền. Trong "
    "thời hạn {d:02} ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ, người có thẩm quyền quy định "
    "tại điểm {a} khoản {k} Điều {p} Thông tư này xem xét, quyết định; trường hợp từ chối phải trả "
    "lời bằng văn bản và nêu rõ lý do theo quy định tại khoản {k2} Điều {p2} của Thông tư này. Hồ "
    "sơ gồm tờ khai theo Mẫu số {m:02} ban hành kèm theo Thông tư này, bản sao giấy tờ chứng minh "
    "nhân thân và giấy tờ có liên quan; cơ quan tiếp nhận không được yêu cầu giấy tờ ngoài "
    "quy định tại Điều {p} và Điều {p2} Thông tư này. Việc lưu trữ, khai thác thông tin thực hiện "
    "theo quy chế của cơ quan, bảo đảm đúng thời hạn, đúng người được phân công, có sổ theo "
    "dõi và được kiểm tra định kỳ mỗi năm một lần.\n"
)
LAWS = (
    "Luật Hộ tịch", "Luật Đất đai", "Luật Tổ chức chính quyền địa phương", "Bộ luật Dân sự",
    "Luật Thi hành án dân sự", "Luật Bảo hiểm xã hội", "Luật Cán bộ, công chức", "Luật Lưu trữ",
    "Luật Doanh nghiệp", "Pháp lệnh Ngoại hối", "Luật Phòng, chống ma túy", "Luật Giá",
)  # fmt: skip
MINISTRIES = (
    ("BTP", "Bộ Tư pháp"), ("BTC", "Bộ Tài chính"), ("BYT", "Bộ Y tế"), ("BNV", "Bộ Nội vụ"),
    ("BGDĐT", "Bộ Giáo dục và Đào tạo"), ("BXD", "Bộ Xây dựng"), ("BCT", "Bộ Công Thương"),
    ("BLĐTBXH", "Bộ Lao động - Thương binh và Xã hội"), ("BKHCN", "Bộ Khoa học và Công nghệ"),
)  # fmt: skip
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
    "all different, …": ", ".join(f"{n}/{1990 + n % 36}/QĐ-UBND" for n in range(1, 20000)),
    "NĐ số 1/2020/…, …": "".join(f"Nghị định số {n}/2020/NĐ-CP, " for n in range(1, 12000)),
    "Luật … năm …, …": "Luật Hộ tịch năm 2014, " * 15000,
    "khoản 1 ( …": "khoản 1 (" * 40000,
    "spaces": "khoản 1" + " " * 400000 + "Điều 2 Luật Giá",
    "digits": "1" * 400000,
    "slashes": "1/" * 200000,
    "số số …": "số " * 130000,
    "marks": "a\u0301" * 200000,
    "brackets": "(" * 400000,
    "từ ngày …": "Nghị định số 1/2020/NĐ-CP ngày " * 12000,
    "được sửa đổi bởi …": "Luật Giá được sửa đổi bởi " * 15000,
    "số 04, …": "số 04, " * 60000,
    "số 04a và …": "số 04a và " * 40000,
    "… các luật …": "Luật sửa đổi, bổ sung các luật " * 12000,
    "old font": "Q§ sè 5/2005/Q§-TTg, ngµy 5 th¸ng 6 n¨m 2005 cña " * 8000,
}
# Nothing but short citations with words between them that make no list: every few letters are one,
# so that what counts is how many are read in a second.
NOTHING_ELSE = {
    "QĐ 61, …": "QĐ 61, " * 40000,
    "5/QĐ-UBND …": "5/QĐ-UBND " * 30000,
    "1/2020/NĐ-CP của …": "1/2020/NĐ-CP của Chính phủ, " * 12000,
    "Luật A năm 2014, …": "Luật A năm 2014, " * 20000,
    "Luật A …": "Luật A\n" * 30000,
    "Luật Hộ tịch năm …": "Luật Hộ tịch năm 2014 (" * 15000,
    "Điều 5 Luật Giá, …": "Điều 5 Luật Giá, " * 20000,
    "QCVN QTĐ-7 …": "QCVN QTĐ-7 " * 30000,
    "TCVN …, …": "TCVN ISO 9001:2015, " * 15000,
}
# What `--hunt` makes lists of: two to five of these, again and again.
SAID = """
Nghị định|Thông tư|Luật|Bộ|Bộ luật|luật|LUẬT|Luật A|Luật Giá|Luật Hộ tịch|luật đất đai|Luật Thuế
Luật Cán bộ, công chức|Luật sửa đổi|sửa đổi, bổ sung|các luật|Pháp lệnh Ngoại hối|Hiến pháp
Quyết định|QĐ|NĐ|TT|NQ|Công văn|kế hoạch|thông báo|Văn bản|NGHỊ ĐỊNH SỐ|số|số:|Số:|1/2020/NĐ-CP
15/2021/TT-BTC|3/QĐ-UBND|31/2024/QH15|123-CP|12/2020|61|04|2014|QH15|NĐ-CP|-UBND|5/NQ-TW
12/2020/HS-ST|06/2020/|/|-|ngày|ngày 5 tháng 6 năm 2020|ngày 05/06/2020|năm 2015|của|do
của Chính phủ|Bộ Tài chính|UBND tỉnh Trà Vinh|Bộ trưởng|được Quốc hội|thông qua|ban hành|ra|có
khoản 1|khoản|điểm a|điểm a, b|Điều 5|Điều 1 đến Điều|điều|Chương II|Phụ lục I|Mẫu số 01|mục 2
và|hoặc|các|tại|theo|quy định tại|(|)|“|”|,|;|.|:|về|về việc|được sửa đổi bởi|hết hiệu lực|này
gọi tắt là|(sau đây gọi là|đến|cụm từ|TCVN 5:2020|QCVN 01|ISO|BLDS|dự thảo|mẫu số|bản án số|%
công ước|Nghi dinh|thong tu so|Q§|sè|ngµy|e\u0301|\u200b|\u2013|…|1.|a)|II.
"""
PIECES = [piece for line in SAID.split("\n") for piece in line.split("|") if piece]
JOINTS = (" ", " ", " ", " ", ", ", "; ", " và ", "\n", "  ", " (", ". ", "")
NAIVE = [
    re.compile(rf"{kind}\s+(?:số\s+)?(\d+/\d{{4}}/[A-ZĐ0-9-]+)")
    for kind in ("Nghị định", "Thông tư", "Quyết định", "Nghị quyết", "Luật", "Chỉ thị", "Công văn")
] + [re.compile(r"(?:Luật|Bộ luật|Pháp lệnh) [A-ZĐ]\w+(?: \w+){0,6}"),
     re.compile(r"(?:(?:điểm \w|khoản \d+),? )*Điều \d+")]  # fmt: skip
# A made-up opinion with the usual kinds of citations, about as dense in them as the dense law.
OPINION = (
    "The plaintiff appeals from the judgment of the district court, which held that the notice was "
    "sufficient. We review that question de novo. Smith v. Jones, 410 U.S. 113, 120 (1973); see "
    "also Doe v. Roe, 123 F.3d 456, 460-61 (9th Cir. 1997). Under 42 U.S.C. § 1983 a person who "
    "acts under color of state law is liable to the party injured. Id. at 462. The statute does "
    "not define the term, and the court below relied on State v. Miller, 45 Cal. App. 4th 789, "
    "52 Cal. Rptr. 2d 12 (1996), to hold that a letter was enough. We do not agree. A letter which "
    "was never opened gives no notice of anything, and the rule in Smith, 410 U.S. at 121, was "
    "never meant to reach it. The record shows that the clerk mailed the order on the last day, "
    "that nobody signed for it, and that the defendant learned of it from a neighbor a month "
    "later.\n"
) + 5 * (
    "The question is then what a careful person would have done. The clerk had two addresses on "
    "file and wrote to the older one; the envelope came back, and nothing more was tried. The "
    "court below thought that one attempt was enough, since the party had moved without telling "
    "anyone. But the duty is to use a means that is likely to work, and a letter to a house known "
    "to be empty is not such a means. The cost of a second letter was small, the loss of the claim "
    "was complete, and no reason was given for the haste with which the matter was closed.\n"
)
EYECITE = """
import sys, tempfile, time
from eyecite import get_citations
from eyecite.tokenizers import AhocorasickTokenizer, HyperscanTokenizer
text = sys.stdin.read()
def rate(tokenizer):
    get_citations(text[:2000], tokenizer=tokenizer)
    best = float("inf")
    for _ in range(2):
        begin = time.process_time()
        found = get_citations(text, tokenizer=tokenizer)
        best = min(best, time.process_time() - begin)
    print(len(text.encode()) / 1e6 / best, len(found))
rate(AhocorasickTokenizer())
try:
    rate(HyperscanTokenizer(cache_dir=tempfile.mkdtemp()))
except ImportError:
    pass
"""


def dense_law(copies: int) -> str:
    """Make dense law of so many paragraphs, none like another."""
    pick = random.Random(copies)  # noqa: S311 - a sample, not a secret
    made: list[str] = []
    for _ in range(copies):
        said: dict[str, object] = {"law": pick.choice(LAWS), "y": pick.randint(1990, 2025)}
        said |= zip(("code", "ministry"), pick.choice(MINISTRIES), strict=True)
        said |= {name: pick.randint(1, 28) for name in ("d", "d2", "d3")}
        said |= {name: pick.randint(1, 12) for name in ("m", "m2", "m3", "k", "k2")}
        said |= {name: pick.randint(1, 200) for name in ("n", "n2", "p", "p2")}
        said |= zip("ab", sorted(pick.sample("abcdđegh", 2)), strict=True)
        made.append(DENSE.format(y2=pick.randint(1996, 2025), **said))
    return "".join(made)


def forget() -> None:
    """Empty what the finder remembers of texts it has read; the grammar itself stays."""
    for name, module in list(sys.modules.items()):
        for kept in vars(module).values() if name.startswith("docctl.legal.find.") else ():
            if hasattr(kept, "cache_clear") and kept.cache_parameters()["maxsize"]:
                kept.cache_clear()


class Rate(NamedTuple):
    """Megabytes of UTF-8 per CPU second: as measured, and corrected for the load."""

    raw: float
    corrected: float


def seconds(work: Callable[[], object]) -> float:
    """Give the CPU seconds of one round, which begins with nothing remembered."""
    forget()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def cpu(work: Callable[[], object], rounds: int = 5) -> float:
    """Give the least CPU seconds of several rounds."""
    return min(seconds(work) for _ in range(rounds))


def pace() -> float:
    """Give the CPU seconds of a fixed loop, which tell how fast the machine is just now."""
    return seconds(lambda: sum(number & 7 for number in range(60_000)))


FASTEST = min(pace() for _ in range(50))


def rate(texts: Sequence[str], work: Callable[[str], object], rounds: int = 5) -> Rate:
    """Measure `work` on each of `texts`."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    spent, corrected = list[float](), list[float]()
    for _ in range(rounds):
        before = pace()
        spent.append(max(seconds(lambda: [work(text) for text in texts]), 1e-9))
        corrected.append(spent[-1] * 2 * FASTEST / (before + pace()))
    return Rate(size / min(spent), size / median(corrected))


def naive(text: str) -> int:
    """Search with one regular expression per form, as a first program would."""
    return sum(1 for pattern in NAIVE for _ in pattern.finditer(text))


def eyecite(text: str) -> list[tuple[str, float, int]]:
    """Give tokenizer, megabytes per second and citations of eyecite on `text`.

    OSError or a subprocess error: it cannot be installed or run here.
    """
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*install, "eyecite"], check=True, capture_output=True, timeout=300)
        subprocess.run([*install, "hyperscan"], check=False, capture_output=True, timeout=300)
        said = subprocess.run(
            [python, "-c", EYECITE],
            input=text.encode(),
            check=True,
            capture_output=True,
            timeout=300,
        ).stdout
    lines = [line.split() for line in said.decode().splitlines()]
    names = ("Aho-Corasick", "Hyperscan")
    return [(n, float(r), int(c)) for n, (r, c) in zip(names, lines, strict=False)]


def print_eyecite(ours: float) -> None:
    """Print the speed of eyecite on its own kind of text beside `ours` on dense law."""
    text = OPINION * 40
    try:
        measured = eyecite(text)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"eyecite is left out: it cannot be installed or run here ({type(error).__name__}).")
        return
    for name, theirs, count in measured:
        dense = count / (len(text.encode()) / 1e6)
        print(
            f"eyecite ({name}) on a made-up American opinion: {theirs:.2f} MB/s, {dense:.0f} "
            f"citations/MB; docctl on dense Vietnamese law is {ours / theirs:.0f} x as fast"
        )


def hunt(seconds_: float, seed: int) -> None:
    """Invent lists nobody thought of, and print which of them take more than their share."""
    pick = random.Random(seed)  # noqa: S311 - a sample, not a secret
    until, rates = time.monotonic() + seconds_, list[tuple[float, str]]()
    while time.monotonic() < until:
        words = pick.choices(PIECES, k=pick.randint(2, 5))
        phrase = "".join(word + pick.choice(JOINTS) for word in words)
        sizes = [phrase * (n // len(phrase) + 1) for n in (3_000, 12_000, 48_000)]
        try:
            spent = [cpu(partial(find, text), 2) for text in sizes[:2]]
            if spent[1] > 6 * spent[0]:
                spent.append(cpu(partial(find, sizes[2]), 2))
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            print(f"cannot be read: {phrase!r} ({type(error).__name__}: {error})")
            continue
        if len(spent) == 3 and spent[2] > 6 * spent[1]:
            print(f"faster than its length: {phrase!r}, {spent[2] / spent[1]:.1f} x for 4 x")
        rates.append((len(sizes[1].encode()) / 1e6 / spent[1], phrase))
    print(f"{len(rates)} lists; the slowest, in MB/s:")
    for speed, phrase in sorted(rates)[:20]:
        print(f"{speed:8.2f} {phrase!r}")


def main() -> None:
    """Print the tables."""
    if sys.argv[1:2] == ["--hunt"]:
        hunt(float(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0)
        return
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    texts = {
        "dense law": [dense_law(1500)],
        "ordinary procedure": [ORDINARY * 1500],
        "dense law, decomposed": [unicodedata.normalize("NFD", dense_law(500))],
    }
    paths = [one for name in names for one in (sorted(Path(name).glob("*.txt")) or [Path(name)])]
    files = [path.read_text(encoding="utf-8") for path in paths]
    if files:
        texts |= {"files": files, "files as one text": ["\n".join(files)]}
    print(f"{'text':22}{'MB/s':>8}{'corrected':>11}{'naive':>8}{'ratio':>7}{'citations/MB':>14}")
    speed: dict[str, float] = {}
    for name, parts in texts.items():
        ours, theirs = rate(parts, find), rate(parts, naive)
        speed[name] = ours.raw
        size = sum(len(part.encode()) for part in parts) / 1e6
        dense = sum(len(find(part)) for part in parts) / size
        ratio = ours.corrected / theirs.corrected
        print(
            f"{name:22}{ours.raw:8.1f}{ours.corrected:11.1f}{theirs.raw:8.1f}{ratio:7.2f}"
            f"{dense:14.0f}"
        )
    small, large = dense_law(100), dense_law(1000)
    grown = cpu(lambda: find(large)) / cpu(lambda: find(small))
    print(f"10 x the text takes {grown:.1f} x the time")
    block = dense_law(1).splitlines()[1]
    print(f"one paragraph of {len(block)} characters: {cpu(lambda: find(block), 50) * 1e6:.0f} µs")
    for name, text in HOSTILE.items():
        ours = rate([text], find, 3)
        print(f"hostile {name:18}{ours.raw:8.1f} MB/s{ours.corrected:8.1f} corrected")
    for name, text in NOTHING_ELSE.items():
        ours, count = rate([text], find, 3), len(find(text)) / (len(text.encode()) / 1e6)
        print(f"only {name:21}{ours.raw:8.1f} MB/s{ours.raw * count / 1e3:8.0f} thousand a second")
    if "--no-eyecite" not in sys.argv:
        print_eyecite(speed["dense law"])


if __name__ == "__main__":
    main()
