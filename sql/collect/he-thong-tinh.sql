-- Every answer of every submission that was sent for one cycle. One SELECT; the connection can't write.
-- Parameters: :plan :obligation :cycle :key :period (our ids), :nam :ma_ky :che_do :ke_hoach (theirs, see he-thong-tinh.yaml).
-- Sorted by submission: should the source go away half-way, all but the last submission are still taken in.
SELECT
    p.id_phieu,
    p.ma_dv,
    p.lan_gui,
    p.ngay_gui,
    p.nguoi_gui,
    p.so_ky_hieu,
    p.khong_phat_sinh,
    p.du_lieu_mau,
    c.loai,
    c.ma,
    c.gia_tri,
    c.ghi_chu
FROM phieu_bao_cao p
LEFT JOIN cau_tra_loi c ON c.id_phieu = p.id_phieu
WHERE p.ke_hoach = :ke_hoach
  AND p.che_do = :che_do
  AND p.ma_ky = :ma_ky
  AND p.trang_thai = 'DA_GUI'
ORDER BY p.ma_dv, p.lan_gui, p.id_phieu, c.stt
