"""The law of the journey: a list as agencies keep it, and a new decree as it is published."""

from datetime import date, timedelta

OLD = "23/2015/NĐ-CP"
NEW = "280/2026/NĐ-CP"
CIVIL_STATUS = "60/2014/QH13"
HEAD = "Số ký hiệu,Loại văn bản,Trích yếu,Cơ quan ban hành,Ngày ban hành,Ngày hiệu lực,Thay thế"
ROWS = (
    f"{CIVIL_STATUS},Luật,Hộ tịch,Quốc hội,20/11/2014,01/01/2016,",
    f"{OLD},Nghị định,'Về cấp bản sao từ sổ gốc, chứng thực bản sao từ bản chính, chứng thực chữ ký"
    " và chứng thực hợp đồng, giao dịch',Chính phủ,16/02/2015,10/04/2015,79/2007/NĐ-CP",
    "79/2007/NĐ-CP,Nghị định,'Về cấp bản sao từ sổ gốc, chứng thực bản sao từ bản chính, chứng"
    " thực chữ ký',Chính phủ,18/05/2007,,",
    "123/2015/NĐ-CP,Nghị định,Quy định chi tiết một số điều và biện pháp thi hành Luật Hộ tịch,"
    "Chính phủ,15/11/2015,01/01/2016,",
    "61/2018/NĐ-CP,Nghị định,'Về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ"
    " tục hành chính',Chính phủ,23/04/2018,21/06/2018,",
    "52/2014/QH13,Luật,Hôn nhân và gia đình,Quốc hội,19/06/2014,01/01/2015,",
    "99/2099/NĐ-CP,Nghị định,Dòng có ngày ban hành không có thật,Chính phủ,31/02/2024,,",
)
TEXTS = len(ROWS) - 1


def csv_of_law() -> bytes:
    """Give the list as a CSV file; one row has a day that does not exist."""
    return "\r\n".join([HEAD, *(row.replace("'", '"') for row in ROWS)]).encode("utf-8-sig")


def decree(today: date) -> str:
    """Give a decree in force from `today` that replaces the old one, laid out as in Công báo."""
    issued = today - timedelta(days=45)
    return f"""CHÍNH PHỦ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {NEW}
Hà Nội, ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}

NGHỊ ĐỊNH
Về chứng thực bản sao, chữ ký và hợp đồng, giao dịch

Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;
Theo đề nghị của Bộ trưởng Bộ Tư pháp;
Chính phủ ban hành Nghị định về chứng thực bản sao, chữ ký và hợp đồng, giao dịch.

Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về chứng thực bản sao từ bản chính, chứng thực chữ ký.

Điều 40. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày {today:%d} tháng {today:%m} năm {today:%Y}.
2. Nghị định này thay thế Nghị định số {OLD} ngày 16 tháng 02 năm 2015 của Chính phủ về cấp bản \
sao từ sổ gốc, chứng thực bản sao từ bản chính, chứng thực chữ ký và chứng thực hợp đồng, giao dịch.

TM. CHÍNH PHỦ
THỦ TƯỚNG
"""
