"""The words with which a law acts on other texts, and those that only look like it.

After the samples of domain.md §4.4. All patterns are for lower-case text and bounded.
"""

import re

from docctl.legal.find.letters import LETTER

DAY = r"ngày\s+([0-9]{1,2})(?:\s+tháng\s+|[/.-])([0-9]{1,2})(?:\s+năm\s+|[/.-])([0-9]{4})"
_FORCE = r"(?:có\s+)?hiệu\s+lực"
# What is cancelled one by one, and no text: diplomas, papers, contracts.
_NO_TEXTS = (
    r"(?:bằng|văn\s+bằng|chứng\s+chỉ|giấy|hợp\s+đồng|kết\s+quả|tài\s+liệu|phiếu|thẻ|vé|con\s+dấu|h(?:óa|oá)\s+đơn"
    r"|giao\s+dịch|phôi|mẫu\s+vật)\s"
)
_WORDS = (
    r"(?P<replaces>thay\s+thế(?!\s*:?\s+(?:“|\"|cụm|từ|bằng|nội|một\s+số|các\s+(?:cụm\s+)?từ"
    r"|một\s+(?:cụm|vài|phần)))|thay\s+cho)",
    r"(?P<repeals>bãi\s+bỏ|(?:h[ủu][ỷy]?\s*bỏ|huỷ\s+bỏ|hủy\s+bỏ)"
    rf"(?!\s+{_NO_TEXTS})"
    r"|(?:chấm\s+dứt|làm\s+hết)\s+hiệu\s+lực(?:\s+thi\s+hành)?(?=\s+(?:(?:của|các|đối\s+với|toàn\s+bộ)\s|·))"
    r"|bỏ(?=\s+(?:khoản|điểm|điều|phụ\s+lục|mục|chương|mẫu)\s+(?:số\s+)?[0-9a-zđ]{1,5}(?:\s|,|;|$)))",
    r"(?P<amends>sửa\s+đổi(?:(?:,\s*|\s+và\s+|\s+)bổ\s+sung)?"
    r"|bổ\s+sung(?!\s+(?:thông\s+tin|tài\s+liệu|hồ\s+sơ|chứng\s+từ|kinh\s+phí|vốn|dữ\s+liệu)[\s,;.])"
    r"|thay\s+(?:thế\s+)?(?:các\s+|một\s+số\s+)?(?:cụm\s+)?từ|bỏ\s+(?:các\s+|một\s+số\s+)?(?:cụm\s+từ|từ)"
    r"|thay\s+thế|thay(?=\s+(?:khoản|điểm|điều|phụ\s+lục|mẫu)\s)|đổi\s+tên(?=\s+(?:gọi\s+)?(?:khoản|điểm|điều|chương|mục|phụ\s+lục|của\s|quy\s+chế|quy\s+định)))",
    r"(?P<corrects>đính\s+chính)",
    r"(?P<extends>(?:kéo\s+dài|gia\s+hạn)(?=\s+(?:thời|hiệu|việc|thêm)))",
    r"(?P<continues>tiếp\s+tục\s+(?:được\s+)?(?:thực\s+hiện|áp\s+dụng|thi\s+hành|giải\s+quyết|xử\s+lý"
    r"|hưởng|sử\s+dụng)|tiếp\s+tục\s+(?:được\s+)?(?:[^\s,;.·]+\s+){0,3}[^\s,;.·]+(?=\s+theo\s+(?:(?:các\s+)?(?:quy|qui)\s+định\s|·))"
    r"|vẫn\s+(?:được\s+|phải\s+)?(?:thực\s+hiện|áp\s+dụng|giải\s+quyết|xử\s+lý)(?=\s+(?:theo|các|(?:quy|qui)\s+định)\s))",
    r"(?P<suspends>(?:tạm\s+)?(?:ngưng|ngừng|dừng)\s+(?:việc\s+)?(?:áp\s+dụng|thi\s+hành|thực\s+hiện"
    r"|hiệu\s+lực)|đình\s+chỉ\s+(?:việc\s+)?(?:thi\s+hành|thực\s+hiện|hiệu\s+lực))",
    rf"(?P<postpones>(?:lùi|hoãn)\s+(?:(?:thời\s+(?:điểm|hạn|gian)|ngày|việc)\s+)?(?:{_FORCE}|áp\s+dụng|thi\s+hành)"
    r"(?:\s+thi\s+hành)?)",
    rf"(?P<resumes>khôi\s+phục\s+(?:lại\s+)?(?:{_FORCE}|việc\s+thi\s+hành))",
)
VERB = re.compile(rf"(?<![{LETTER}])(?:{'|'.join(_WORDS)})(?![{LETTER}])")
NO_MORE = (
    r"(?:thôi\s+(?:áp\s+dụng|thi\s+hành|có\s+hiệu\s+lực)"
    r"|(?:hết|không\s+còn)\s+giá\s+trị\s+(?:thi\s+hành|áp\s+dụng|pháp\s+lý))"
)
GONE = (  # "bị bãi bỏ kể từ ngày …", no "thủ tục hành chính bị bãi bỏ trong lĩnh vực …"
    r"(?:bị|được|đều)\s+(?:bãi|hủy|huỷ)\s+bỏ(?=\s*(?:$|[.,;]|kể|từ|toàn|theo\s+\w+\s+\w+\s+này))"
)
ENDS = re.compile(
    r"(?P<repeals>(?:đều\s+|sẽ\s+)?(?:hết|không\s+còn)\s+hiệu\s+lực"
    r"|(?:đều\s+|sẽ\s+)?chấm\s+dứt\s+hiệu\s+lực(?!\s+(?:thi\s+hành\s+)?(?:của|các|đối\s+với|toàn\s+bộ)\s)"
    rf"|{GONE}"
    rf"|{NO_MORE})"
    r"|(?P<replaces>(?:được|bị)\s+thay\s+thế\s+(?:bằng|bởi)\s+[^.;]{0,60}?này)"
    r"|(?P<continues>(?:vẫn\s+)?(?:được\s+)?tiếp\s+tục\s+(?:có\s+hiệu\s+lực|được\s+(?:áp\s+dụng|thực\s+hiện"
    r"|thi\s+hành))|(?:được\s+)?tiếp\s+tục\s+(?:áp\s+dụng|thi\s+hành)(?=\s*(?:$|[.,;]|cho\s+đến|đến))"
    r"|được\s+tiếp\s+tục\s+thực\s+hiện(?=\s*(?:$|[.;]|cho\s+đến|đến))"
    r"|còn\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:cho\s+)?đến)"
    r"|(?P<suspends>(?:tạm\s+)?(?:ngưng|ngừng)\s+(?:có\s+)?hiệu\s+lực(?!\s+(?:thi\s+hành\s+)?(?:một\s+số|các\s|toàn\s+bộ|khoản|điều|điểm|của\s))|(?:tạm\s+)?(?:ngưng|ngừng)\s+áp\s+dụng)"
    r"|(?P<amends>(?:được|đã\s+được)\s+(?:sửa\s+đổi|bổ\s+sung)[^.;]{0,60}?như\s+sau)"
)
MERE = re.compile(
    r"theo\s+(?:quy|qui)\s+định|căn\s+cứ(?!\s+pháp)|trái\s+với|phù\s+hợp\s+với|vi\s+phạm|mâu\s+thuẫn|thực\s+hiện\s+theo"
    r"|(?:quy|qui)\s+định\s+chi\s+tiết|hướng\s+dẫn\s+(?:thi|thực|luật|nghị)|về\s+việc|đã\s+được|để\s+(?:thi|thực|triển|bảo|phù)"
    r"|(?:trong|thuộc)\s+(?:các\s+|những\s+|một\s+trong\s+(?:các\s+|những\s+)?)?trường\s+hợp|nếu\s"
    r"|đồng\s+bộ\s+với|thống\s+nhất\s+với|cấp\s+theo|(?:nội\s+dung|quy\s+định|điều|khoản)\s+(?:khác|còn\s+lại)|ban\s+hành\s+trước|tại\s+thời\s+điểm|\(nếu\s+có\)"
    r"|(?:cho\s+)?đến\s+(?:khi|lúc)\s"
)
# A text that keeps applying is named after "theo quy định của".
MERE_CONTINUED = re.compile(
    r"trái\s+với|vi\s+phạm|sửa\s+đổi|(?:quy|qui)\s+định\s+chi\s+tiết|đến\s+(?:khi|lúc)\s"
)
SUBJECT_MERE = re.compile(
    r"(?:cấp|(?<!kèm\s)(?<!ban\shành\s)theo|căn\s+cứ|trái\s+với|phù\s+hợp\s+với|vi\s+phạm|chi\s+tiết|hướng\s+dẫn|thi\s+hành"
    r"|thực\s+hiện|thành\s+lập|ký\s+kết|phê\s+duyệt)\s+(?:(?:các\s+|những\s+)?(?:quy|qui)\s+định\s+)?"
    r"(?:tại\s+|của\s+|trong\s+)?(?:các\s+)?$|(?:từ|trước|sau)\s+(?:ngày|khi|thời\s+điểm)\s+(?:các\s+)?$"
    r"|hành\s+theo\s+(?:quy|qui)\s+định\s+(?:tại\s+|của\s+)?(?:các\s+)?$"
    r"|(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|kéo\s+dài)\s+(?:một\s+số\s+\w+\s+(?:của\s+)?)?(?:các\s+)?$"
)
ON_PAPERS = re.compile(  # "cấp, gia hạn, sửa đổi, thu hồi giấy phép": done to no text
    r"(?:cấp(?:\s+(?:lại|mới|đổi))?|gia\s+hạn|thu\s+hồi|thay\s+đổi|khởi\s+tố|phê\s+chuẩn|điều\s+chỉnh|đình\s+chỉ|xây\s+dựng"
    r"|(?<!ngày\s)(?<!ký\s)ban\s+hành|đăng\s+ký|chuyển\s+nhượng|từ\s+chối|chấm\s+dứt|cập\s+nhật|hiệu\s+chỉnh|kiểm\s+tra|áp\s+dụng)"
    r"(?:,|\s+(?:và|hoặc))\s+$"
)
NO_ACT = re.compile(
    r"(?:được|bị|đã|khi|nếu|hoặc|không|cần|phải|có|đang|chưa|(?<!về )việc|văn\s+bản|quyết\s+định"
    r"|thông\s+tư"
    r"|nghị\s+định|nghị\s+quyết|luật|pháp\s+lệnh|hồ\s+sơ|thủ\s+tục|đề\s+nghị|yêu\s+cầu|mới|trước|nội\s+dung"
    r"|danh\s+mục|quyền|dung|các)[\s,]{1,3}$|\($"
)
ORDERS = re.compile(
    r"chủ\s+trì|phối\s+hợp|xây\s+dựng,|trình\s+(?:chính|quốc|ủy|thủ|hội)|dự\s+(?:thảo|án)|tham\s+mưu|rà\s+soát"
    r"|nghiên\s+cứu|kiến\s+nghị|đề\s+xuất|có\s+(?:trách\s+nhiệm|quyền|thể)|thẩm\s+quyền|xem\s+xét|giao\s+(?:cho\s+)?bộ"
    r"|trường\s+hợp|theo\s+hướng|cắt\s+giảm|đơn\s+giản\s+hóa|tháo\s+gỡ|triển\s+khai|đề\s+nghị\s+(?:xây|sửa|bãi|bổ)"
)
AMENDED_BY = re.compile(
    r"(?:được|đã)\s+(?:được\s+)?(?:sửa\s+đổi(?:,?\s+bổ\s+sung)?|bổ\s+sung|thay\s+thế|đính\s+chính|bãi\s+bỏ"
    r"|hướng\s+dẫn|hợp\s+nhất)[^;.]{0,90}?\s(?:theo|bởi|tại|bằng|thành)\s[^;.]{0,60}$"
)
AND_MORE = re.compile(r"[\s,]{0,3}(?:và\s+|hoặc\s+)?(?:các\s+)?(?:số\s)?")
UNTIL_CLAUSE = re.compile(
    r"(?:đến\s+(?:khi|lúc|thời\s+điểm|ngày(?!\s+[0-9]))[^;.]*|(?:vb|sau\s+khi|khi|nếu)\s[^;.,]{0,90})$"
)
FROM_DAY = re.compile(
    rf"(?:kể\s+|bắt\s+đầu\s+)?từ\s+(?:hết\s+)?{DAY}|hiệu\s+lực\s+(?:thi\s+hành\s+)?{DAY}"
)
UNTIL_DAY = re.compile(rf"(?:đến|tới|sang)\s+(?:hết\s+)?{DAY}")
SELF_DAY = re.compile(
    r"(?:kể\s+)?từ\s+(?:ngày|thời\s+điểm|khi)\s+[a-zà-ỹ\s]{2,24}\s+này\s+(?:bắt\s+đầu\s+)?có\s+hiệu\s+lực"
)
OWN_FORCE = re.compile(rf"này\s+(?:bắt\s+đầu\s+)?{_FORCE}[^.;]{{0,40}}?từ\s+{DAY}")
PARTLY = re.compile(
    r"một\s+số\s+(?:điều|nội\s+dung|quy\s+định|khoản|điểm|cụm|phụ\s+lục|mẫu|biểu)|một\s+phần|nội\s+dung|còn\s+lại"
    r"|(?:quy|qui)\s+định\s+(?:về|tại(?!\s+(?:các|những)\s+(?:luật|nghị|thông|quyết|văn)\s)|liên\s+quan|đối\s+với|sau\s+(?:đây\s+)?(?:tại|của)\s)|cụm\s+từ|thủ\s+tục\s|dự\s+án\s|phụ\s+lục|phụ\s+biểu|danh\s+mục|mẫu\s|điểm\s|khoản\s"
    r"|điều\s[0-9]|điều,\s|số\s+thứ\s+tự|dòng\s|gạch\s+đầu|bảng\s|phần\s|mục\s|chương\s|tên\s|đoạn\s"
    r"|chuẩn\s+mực\s[^,;·]{0,40}số\s"
)
WHOLLY = re.compile(r"toàn\s+bộ")
WHOLE_WORDING = re.compile(
    r"toàn\s+bộ\s+(?:các\s+)?(?:nội\s+dung|quy\s+định)\s*(?:của\s*|tại\s*)?$"
)
PHRASE = re.compile(r"cụm\s+từ|thay\s+thế\s+[“\"]|từ\s+[“\"]|thay\s+từ|các\s+từ\s")
ARTICLE = re.compile(
    r"[\s*_#]{0,6}(?:điều\s+[0-9]{1,3}[a-zđ]?\s*(?:[.:]|$|(?=[\s*]))|chương\s+[ivxlc0-9]+)"
)
AMENDED_THUS = re.compile(
    r"được\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+(?:thế|bằng)|bãi\s+bỏ|đính\s+chính)|như\s+sau\s*:?\s*$|bị\s+bãi\s+bỏ"
)
EXCEPT = re.compile(
    rf"(?<!bù\s)(?<!khấu\s)(?<!loại\s)(?<!giảm\s)(?<!diệt\s)(?<![{LETTER}])"
    r"(?:ngoại\s+)?trừ\s+(?:các\s+|những\s+)?(?!đi\s)"
)
INSTEAD = re.compile(
    r"\sbằng\s+(?=(?:các\s+)?(?:mẫu|phụ\s+lục|biểu|danh\s+mục|điều|khoản|điểm|quy\s+định|nội\s+dung|thông"
    r"\s+tư|nghị\s+định|quyết\s+định|nghị\s+quyết|cụm|từ|·))"
)
BASIS = ("căn cứ", "xét ", "theo đề nghị", "nơi nhận")
ANNEX_LIST = re.compile(
    r"(?:văn\s+bản|quyết\s+định|nghị\s+quyết|thông\s+tư|nghị\s+định|chỉ\s+thị)[^;.]{0,160}?(?:bị\s+|được\s+)?"
    r"(?:(?P<repeals>bãi\s+bỏ|hết\s+hiệu\s+lực|hủy\s+bỏ)|(?P<replaces>thay\s+thế)|(?P<suspends>ngưng\s+hiệu\s+lực)"
    r"|(?P<corrects>đính\s+chính))"
)
LISTED = re.compile(r"danh\s+mục|phụ\s+lục|^\s*(?:[ivx]{1,4}|[a-zđ])[.)]\s")
TITLE_OPENS = re.compile(
    r"(?:về|v/v|quy|qui|hướng|sửa|bổ|ban|phê|công|thi|bãi|đính|triển|thực|điều\s+(?:chỉnh|lệ|kiện|động)|thành|kéo|gia|giao)\s"
)
SELF = re.compile(
    r"[\s,]*(?:của|tại|trong|theo)?\s*(?:luật|bộ luật|pháp lệnh|nghị định|thông tư(?: liên tịch)?"
    r"|quyết định|nghị quyết"
    r"|điều|khoản|quy chế|quy định|chương|phụ lục)\s+này"
)
