"""The words with which a law acts on other texts, and those that only look like it.

After the samples of domain.md §4.4. All patterns are for lower-case text and bounded.
"""

import re

from docctl.legal.find.letters import LETTER

WORDS = (
    r"(?P<replaces>thay\s+thế(?!\s+(?:cụm|từ|bằng|nội|một|các\s+cụm))|thay\s+cho)",
    r"(?P<repeals>bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ)",
    r"(?P<amends>sửa\s+đổi(?:,?\s+bổ\s+sung)?|bổ\s+sung|thay\s+(?:thế\s+)?(?:các\s+)?(?:cụm\s+)?từ"
    r"|bỏ\s+(?:các\s+)?cụm\s+từ|thay\s+thế)",
    r"(?P<corrects>đính\s+chính)",
    r"(?P<extends>(?:kéo\s+dài|gia\s+hạn)\s+(?=thời|hiệu|việc))",
    r"(?P<continues>tiếp\s+tục\s+(?:được\s+)?(?:thực\s+hiện|áp\s+dụng)(?:\s+theo)?(?:\s+các)?"
    r"(?:\s+(?:quy|qui)\s+định)?(?:\s+(?:tại|của))?)",
    r"(?P<suspends>(?:tạm\s+)?ngưng\s+hiệu\s+lực|đình\s+chỉ\s+(?:việc\s+)?thi\s+hành)",
)
VERB = re.compile(rf"(?<![{LETTER}])(?:{'|'.join(WORDS)})(?![{LETTER}])")
ENDS = re.compile(
    r"(?P<repeals>(?:đều\s+)?(?:hết|chấm\s+dứt)\s+hiệu\s+lực"
    r"|bị\s+(?:bãi|hủy|huỷ)\s+bỏ|được\s+bãi\s+bỏ)"
    r"|(?P<replaces>(?:được|bị)\s+thay\s+thế\s+(?:bằng|bởi)\s+[^\n.;]{0,40}này)"
    r"|(?P<continues>tiếp\s+tục\s+(?:có\s+hiệu\s+lực|được\s+(?:áp\s+dụng|thực\s+hiện)))"
    r"|(?P<suspends>(?:tạm\s+)?ngưng\s+hiệu\s+lực)"
    r"|(?P<amends>được\s+(?:sửa\s+đổi|bổ\s+sung)[^\n.;]{0,40}như\s+sau)"
)
MERE = re.compile(
    r"theo\s+(?:quy|qui)\s+định|căn\s+cứ|trái\s+với|phù\s+hợp\s+với|vi\s+phạm|mâu\s+thuẫn|thực\s+hiện\s+theo"
    r"|quy\s+định\s+chi\s+tiết|hướng\s+dẫn\s+(?:thi|thực|luật|nghị)|về\s+việc|đã\s+được"
)
PASSIVE = re.compile(
    r"(?:được|bị|đã|nay|khi|nếu|hoặc|(?<!về )việc|văn\s+bản|quyết\s+định|thông\s+tư|nghị\s+định"
    r"|nghị\s+quyết)[\s,]{1,3}$|\($"
)
ORDERS = re.compile(
    r"chủ\s+trì|phối\s+hợp|xây\s+dựng,|trình\s+(?:chính|quốc|ủy|thủ)|dự\s+(?:thảo|án)"
)
AMENDED_BY = re.compile(
    r"(?:được|đã)\s+(?:sửa\s+đổi(?:,?\s+bổ\s+sung)?|bổ\s+sung|thay\s+thế|đính\s+chính)[^;.]{0,60}?\s(?:theo|bởi|tại|bằng)\s+(?:các\s+)?$"
)
UNTIL = re.compile(r"(?:đến\s+(?:khi|ngày|hết)|vb\s$|khi\s)[^;.]*$")
DATE = re.compile(
    r"(?:kể\s+từ|từ|đến\s+hết)\s+(?:hết\s+)?ngày\s+([0-9]{1,2})(?:\s+tháng\s+|[/.-])([0-9]{1,2})(?:\s+năm\s+|[/.-])([0-9]{4})"
)
SELF_DAY = re.compile(r"(?:kể\s+)?từ\s+ngày\s+[a-zà-ỹ\s]{2,24}\s+này\s+có\s+hiệu\s+lực")
PARTLY = re.compile(
    r"một\s+số\s+(?:điều|nội\s+dung|quy\s+định|khoản|điểm)|một\s+phần|(?:quy|qui)\s+định\s+(?:về|tại)|nội\s+dung\s"
    r"|cụm\s+từ|phụ\s+lục|danh\s+mục|mẫu\s|điểm\s|khoản\s|điều\s[0-9]"
)
PHRASE = re.compile(r"cụm\s+từ|từ\s+[“\"]|thay\s+từ")
ITEM = re.compile(r"[\s*_]{0,6}(?:[a-zđ]{1,2}\)|[0-9]{1,3}(?:\.[0-9]{1,3})*[.)]|[-+–•])")
ARTICLE = re.compile(r"[\s*_#]{0,6}điều\s+[0-9]{1,3}[a-z]?\s*[.:]")
AMENDED_THUS = re.compile(r"được\s+(?:sửa\s+đổi(?:,?\s+bổ\s+sung)?|bổ\s+sung|thay\s+thế|bãi\s+bỏ)")
QUOTE = re.compile("[“”]")
BASIS = ("căn cứ", "xét ", "theo đề nghị")
LONGEST = 12000  # code points of one line that are read
