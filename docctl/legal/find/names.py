"""Names of laws, codes, ordinances: facts that say where a name ends.

A Vietnamese law is cited by its name alone, and only the first syllable has a capital letter:
"Luật Thi hành án dân sự quy định …" ends at "quy" for a reader who knows the law. Commas and tone
placement in the list do not count when it is compared with a text.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from docctl.legal.find.letters import LOWER, spellings
from docctl.legal.find.patterns import any_of

LAWS = """
An ninh mạng|An ninh quốc gia|An toàn thông tin mạng|An toàn thực phẩm|An toàn, vệ sinh lao động
|Ban hành văn bản quy phạm pháp luật
|Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
|Ban hành quyết định hành chính|Bảo hiểm tiền gửi|Bảo hiểm xã hội|Bảo hiểm y tế
|Bảo vệ bí mật nhà nước|Bảo vệ công trình quốc phòng và khu quân sự|Bảo vệ dữ liệu cá nhân
|Bảo vệ môi trường|Bảo vệ quyền lợi người tiêu dùng|Bảo vệ sức khỏe nhân dân
|Bảo vệ và kiểm dịch thực vật|Bảo vệ và phát triển rừng|Bảo vệ, chăm sóc và giáo dục trẻ em
|Báo chí|Bầu cử đại biểu Hội đồng nhân dân|Bầu cử đại biểu Quốc hội
|Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân|Biên giới quốc gia|Biên phòng Việt Nam
|Biển Việt Nam|Bình đẳng giới|Bưu chính|Bưu chính, Viễn thông|Các công cụ chuyển nhượng
|Các tổ chức tín dụng|Tổ chức tín dụng
|Cạnh tranh|Cán bộ, công chức|Cảnh sát biển Việt Nam|Cảnh sát cơ động|Cảnh vệ
|Căn cước|Căn cước công dân|Chăn nuôi|Chất lượng sản phẩm, hàng hóa|Chứng khoán|Chuyển đổi số
|Chuyển giao công nghệ|Chuyển giao người đang chấp hành án phạt tù|Công an nhân dân|Công chứng
|Công đoàn|Công nghệ cao|Công nghệ thông tin|Công nghiệp công nghệ số
|Công nghiệp quốc phòng, an ninh và động viên công nghiệp|Công ty
|Cơ quan đại diện nước Cộng hòa xã hội chủ nghĩa Việt Nam ở nước ngoài|Cơ yếu|Cư trú
|Cựu chiến binh|Dân quân tự vệ|Dân số|Dầu khí|Di sản văn hóa|Doanh nghiệp|Doanh nghiệp nhà nước
|Doanh nghiệp tư nhân|Du lịch|Dữ liệu|Dự trữ quốc gia|Dược|Dẫn độ|Đa dạng sinh học|Đầu tư
|Đầu tư công|Đầu tư kinh doanh vốn nhà nước tại doanh nghiệp|Đầu tư nước ngoài tại Việt Nam
|Đầu tư theo phương thức đối tác công tư|Đấu giá tài sản|Đấu thầu|Đất đai|Đê điều
|Địa chất và khoáng sản|Điện ảnh|Điện lực|Điều ước quốc tế|Đo đạc và bản đồ|Đo lường|Đường bộ
|Đường sắt|Giá|Giám định tư pháp|Giao dịch điện tử|Giao thông đường bộ
|Giao thông đường thủy nội địa|Giáo dục|Giáo dục đại học|Giáo dục nghề nghiệp
|Giáo dục quốc phòng và an ninh|Hải quan|Hàng không dân dụng|Hàng không dân dụng Việt Nam
|Hiến, lấy, ghép mô, bộ phận cơ thể người và hiến, lấy xác|Hòa giải ở cơ sở
|Hòa giải, đối thoại tại Tòa án|Hoạt động chữ thập đỏ|Hoạt động giám sát của Quốc hội
|Hoạt động giám sát của Quốc hội và Hội đồng nhân dân|Hóa chất|Hôn nhân và gia đình|Hộ tịch
|Hỗ trợ doanh nghiệp nhỏ và vừa|Hợp tác xã|Kế toán|Khám bệnh, chữa bệnh|Khí tượng thủy văn
|Khiếu nại|Khiếu nại, tố cáo|Khoa học và công nghệ|Khoa học, công nghệ và đổi mới sáng tạo
|Khoáng sản|Khuyến khích đầu tư trong nước|Kiểm toán độc lập|Kiểm toán nhà nước|Kiến trúc
|Kinh doanh bảo hiểm|Kinh doanh bất động sản|Lâm nghiệp|Luật sư|Lưu trữ|Lực lượng dự bị động viên
|Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở|Lý lịch tư pháp|Mặt trận Tổ quốc Việt Nam
|Ngân hàng Nhà nước Việt Nam|Ngân sách nhà nước|Nghĩa vụ quân sự|Người cao tuổi|Người khuyết tật
|Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng|Nhà giáo|Nhà ở
|Nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại Việt Nam|Năng lượng nguyên tử
|Nuôi con nuôi|Phá sản|Phá sản doanh nghiệp|Phí và lệ phí|Phòng bệnh|Phòng cháy và chữa cháy
|Phòng cháy, chữa cháy và cứu nạn, cứu hộ|Phòng không nhân dân|Phòng thủ dân sự
|Phòng, chống bạo lực gia đình|Phòng, chống bệnh truyền nhiễm|Phòng, chống khủng bố
|Phòng, chống ma túy|Phòng, chống mua bán người|Phòng, chống rửa tiền|Phòng, chống tham nhũng
|Phòng, chống thiên tai|Phòng, chống tác hại của rượu, bia
|Phòng, chống tác hại của bia, rượu|Phòng, chống tác hại của thuốc lá
|Phòng, chống vũ khí hủy diệt hàng loạt
|Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người
|Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người (HIV/AIDS)
|Phổ biến, giáo dục pháp luật|Phục hồi, phá sản|Quản lý ngoại thương|Quản lý nợ công|Quản lý thuế
|Quản lý, bảo vệ công trình quốc phòng và khu quân sự|Quản lý, sử dụng tài sản công
|Quản lý, sử dụng tài sản nhà nước|Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ
|Quản lý, sử dụng vốn nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp
|Quản lý và đầu tư vốn nhà nước tại doanh nghiệp|Quản lý thuế giá trị gia tăng
|Quân nhân chuyên nghiệp, công nhân và viên chức quốc phòng|Quảng cáo|Quốc phòng|Quốc tịch
|Quốc tịch Việt Nam|Quy hoạch|Quy hoạch đô thị|Quy hoạch đô thị và nông thôn|Sĩ quan
|Sĩ quan Quân đội nhân dân Việt Nam|Sở hữu trí tuệ|Sử dụng năng lượng tiết kiệm và hiệu quả
|Tài nguyên nước|Tài nguyên, môi trường biển và hải đảo|Tần số vô tuyến điện|Thanh niên|Thanh tra
|Thi đua, khen thưởng|Thi hành án dân sự|Thi hành án hình sự|Thi hành tạm giữ, tạm giam
|Thi hành tạm giữ, tạm giam và cấm đi khỏi nơi cư trú|Thỏa thuận quốc tế|Thống kê|Thư viện|Thú y
|Thủ đô|Thủy lợi|Thủy sản|Thuế bảo vệ môi trường|Thuế chuyển quyền sử dụng đất|Thuế doanh thu
|Thuế giá trị gia tăng|Thuế lợi tức|Thuế sử dụng đất nông nghiệp|Thuế sử dụng đất phi nông nghiệp
|Thuế tài nguyên|Thuế thu nhập cá nhân|Thuế thu nhập doanh nghiệp|Thuế tiêu thụ đặc biệt
|Thuế xuất khẩu, thuế nhập khẩu|Thuế xuất khẩu, nhập khẩu|Thuế nhà, đất
|Thực hành tiết kiệm, chống lãng phí|Tiết kiệm, chống lãng phí|Thực hiện dân chủ ở cơ sở
|Thương mại|Thương mại điện tử|Thể dục, thể thao|Tiếp cận thông tin|Tiếp công dân
|Tiêu chuẩn và quy chuẩn kỹ thuật|Tín ngưỡng, tôn giáo|Tình trạng khẩn cấp|Tố cáo
|Tố tụng hành chính|Tổ chức Chính phủ|Tổ chức Quốc hội|Tổ chức Tòa án nhân dân
|Tổ chức Viện kiểm sát nhân dân|Tổ chức chính quyền địa phương|Tổ chức cơ quan điều tra hình sự
|Tổ chức Hội đồng nhân dân và Ủy ban nhân dân|Tổ chức Hội đồng nhân dân và Ủy ban hành chính
|Trách nhiệm bồi thường của Nhà nước|Trẻ em|Trí tuệ nhân tạo|Trọng tài thương mại|Trồng trọt
|Trợ giúp pháp lý|Trưng cầu ý dân|Trưng mua, trưng dụng tài sản
|Trật tự, an toàn giao thông đường bộ|Tư pháp người chưa thành niên|Tương trợ tư pháp
|Tương trợ tư pháp về dân sự|Tương trợ tư pháp về hình sự|Việc làm|Viên chức|Viễn thông|Xây dựng
|Xuất bản|Xuất cảnh, nhập cảnh của công dân Việt Nam|Xử lý vi phạm hành chính|Hàng hải
|Hàng hải Việt Nam|Dân sự|Hình sự|Lao động|Tố tụng dân sự|Tố tụng hình sự|Đặc xá|Dạy nghề
|Cảnh sát nhân dân|Thuế thu nhập|Ngân hàng Nhà nước|Hoạt động giám sát|An toàn lao động
|Đơn vị hành chính - kinh tế đặc biệt|Ngân sách|Bảo hiểm thất nghiệp|Đầu tư nước ngoài
|Du lịch Việt Nam|Thuế GTGT|Thuế TNCN|Thuế TNDN|Thuế TTĐB|Thuế BVMT|Xuất nhập cảnh
|Xuất cảnh, nhập cảnh|Phòng, chống HIV/AIDS|Ký kết, gia nhập và thực hiện điều ước quốc tế
|Hỗ trợ doanh nghiệp vừa và nhỏ|Hỗ trợ DNNVV|Trọng tài|TTTM
|Ban hành VBQPPL|Tổ chức CQĐP|CBCC
|PCCC|ATTP|SHTT|BVMT|BHXH|BHYT|HNGĐ|HN&GĐ|ATVSLĐ|THADS|XLVPHC|TTHC|NSNN
"""

ORDINANCES = """
Án phí, lệ phí Tòa án|Bảo hộ quyền tác giả|Bảo hộ quyền sở hữu công nghiệp
|Bảo vệ công trình quan trọng liên quan đến an ninh quốc gia|Bảo vệ và kiểm dịch thực vật
|Bảo vệ bí mật nhà nước|Bưu chính, viễn thông|Cán bộ, công chức|Cảnh sát biển Việt Nam
|Cảnh sát cơ động|Cảnh sát môi trường|Cảnh vệ|Chất lượng hàng hóa|Chi phí giám định, định giá
|Chi phí tố tụng|Công an xã|Công nghiệp quốc phòng|Cựu chiến binh|Dân quân tự vệ|Dân số
|Dự trữ quốc gia|Du lịch|Đê điều|Điều tra hình sự|Đo lường|Động viên công nghiệp|Giá
|Giám định tư pháp|Giống cây trồng|Giống vật nuôi|Hành nghề y, dược tư nhân|Hợp đồng dân sự
|Hợp đồng kinh tế|Hợp nhất văn bản quy phạm pháp luật|Khai thác và bảo vệ công trình thủy lợi
|Kế toán và thống kê|Khiếu nại, tố cáo của công dân|Kiểm dịch thực vật|Lưu trữ quốc gia|Lãnh sự
|Luật sư|Nghĩa vụ lao động công ích|Ngoại hối|Người cao tuổi|Người tàn tật|Nhà ở
|Nhập cảnh, xuất cảnh, cư trú, đi lại của người nước ngoài tại Việt Nam
|Pháp điển hệ thống quy phạm pháp luật|Phí và lệ phí|Phòng, chống lụt, bão|Phòng, chống mại dâm
|Phòng, chống tham nhũng|Phòng, chống lụt bão|Quân nhân chuyên nghiệp|Quản lý ngoại hối
|Quản lý thị trường|Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ|Quảng cáo
|Tài nguyên, khoáng sản|Tình trạng khẩn cấp|Thẩm phán và Hội thẩm Tòa án nhân dân
|Thi hành án dân sự|Thi hành án phạt tù|Thanh tra|Thú y|Thư viện
|Thuế thu nhập đối với người có thu nhập cao|Thuế tài nguyên|Thuế nhà, đất
|Thuế bổ sung đối với hộ gia đình sử dụng đất nông nghiệp vượt quá hạn mức diện tích
|Thủ tục bắt giữ tàu bay|Thủ tục bắt giữ tàu biển
|Thủ tục công nhận và thi hành tại Việt Nam bản án, quyết định dân sự của Tòa án nước ngoài
|Thủ tục giải quyết các tranh chấp lao động|Thủ tục giải quyết các vụ án dân sự
|Thủ tục giải quyết các vụ án hành chính|Thủ tục giải quyết các vụ án kinh tế
|Thực hành tiết kiệm, chống lãng phí|Thực hiện dân chủ ở xã, phường, thị trấn|Thương phiếu
|Tín ngưỡng, tôn giáo|Trọng tài thương mại
|Trình tự, thủ tục xem xét, quyết định áp dụng các biện pháp xử lý hành chính tại Tòa án nhân dân
|Tổ chức điều tra hình sự|Tổ chức Tòa án quân sự|Tổ chức Viện kiểm sát quân sự
|Pháp điển|Hợp nhất văn bản|Dự bị động viên|Bà mẹ Việt Nam anh hùng
|Lực lượng Cảnh sát nhân dân Việt Nam
|Quy định danh hiệu vinh dự Nhà nước Bà mẹ Việt Nam anh hùng|Về hàm, cấp ngoại giao
|Về lực lượng An ninh nhân dân Việt Nam|Về tổ chức và hoạt động hòa giải ở cơ sở
|Về quyền và nghĩa vụ của các tổ chức trong nước được Nhà nước giao đất,
cho thuê đất
|Về quyền ưu đãi, miễn trừ dành cho cơ quan đại diện ngoại giao|Ưu đãi người có công
|Về việc ưu đãi và miễn trừ dành cho các cơ quan đại diện ngoại giao
|Ưu đãi người hoạt động cách mạng, liệt sỹ và gia đình liệt sỹ, thương binh, bệnh binh,
người hoạt động kháng chiến, người có công giúp đỡ cách mạng
|Tự vệ|Ưu đãi người có công với cách mạng|Vệ sinh an toàn thực phẩm|Xử lý vi phạm hành chính
|Xử phạt vi phạm hành chính|Xử phạt vi phạm hành chính đối với hành vi cản trở hoạt động tố tụng
"""

# Codes that are cited by their initials.
SHORT_CODES = ("BLDS", "BLHS", "BLTTDS", "BLTTHS", "BLLĐ", "BLHH")

Node: TypeAlias = dict[str, "Node"]

END = ""  # the key that marks the end of a name


def _names(table: str) -> Iterator[str]:
    return (" ".join(name.split()) for name in table.split("|"))


def all_names() -> Iterator[tuple[str, str]]:
    """Give each name with each type word it may follow."""
    for head, table in (("luật", LAWS), ("bộ luật", LAWS), ("pháp lệnh", ORDINANCES)):
        yield from ((head, name) for name in _names(table))


def _words(name: str) -> list[str]:
    for mark in ",()-":
        name = name.replace(mark, " ")
    return name.lower().split()


@cache
def tree() -> Node:
    """Give the tree of lower-case words of all names; variant spellings lead to the same node."""
    root: Node = {}
    for table in (LAWS, ORDINANCES):
        for name in _names(table):
            words = _words(name)
            _plant(root, words)
            if "và" in words:
                _plant(root, [word for word in words if word != "và"])  # "Luật Phí, lệ phí"
    return root


@cache
def plain_names() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Give the pattern of names as they are written in the tables, and words that go on with them.

    A name is followed by none of those words, or it may be the beginning of a longer one.
    """
    going_on: dict[str, tuple[str, ...]] = {}
    for name in {name.lower() for table in (LAWS, ORDINANCES) for name in _names(table)}:
        if not any(mark in name for mark in "()-"):
            node = tree()
            for word in _words(name):
                node = node[word]
            going_on[name] = tuple(word for word in node if word != END)
    return re.compile(rf"{any_of(sorted(going_on))}(?![{LOWER}0-9/&])"), going_on


def _plant(root: Node, words: list[str]) -> None:
    node = root
    for word in words:
        following = node.setdefault(word, {})
        for other in spellings(word):
            node.setdefault(other, following)
        node = following
    node[END] = {}
