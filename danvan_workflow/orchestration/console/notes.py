"""What stands above a page of the console after an act, by the code in the address."""

NOTES = {
    "gia-han": "Đã gia hạn. Lịch nhắc của cơ quan theo hạn mới.",
    "mien": "Đã miễn báo cáo kỳ này; thư đang chờ gửi cho cơ quan được rút lại.",
    "huy-mien": "Đã hủy miễn. Cơ quan lại phải báo cáo kỳ này theo hạn của mình.",
    "tra-lai": "Đã trả lại báo cáo. Thư nêu các mục cần sửa được gửi cho cơ quan.",
    "chap-nhan": "Đã chấp nhận số liệu. Lý do được ghi vào phụ lục của báo cáo tổng hợp.",
    "nhan-thay": "Đã nhận thay báo cáo của cơ quan.",
    "khong-doi": "Báo cáo này đã có trong hệ thống với đúng nội dung ấy; không ghi thêm phiên bản.",
    "doi-han": "Đã đổi hạn của cả kỳ. Lịch nhắc theo hạn mới.",
    "dot-xuat": "Đã gửi yêu cầu mở kỳ đột xuất. Kỳ được mở và thư gửi đi khi lượt chạy bắt đầu, thường trong một phút.",
}
