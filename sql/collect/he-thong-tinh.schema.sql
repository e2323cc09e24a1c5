-- The example's foreign schema, for SQLite and PostgreSQL. A real source brings its own; this file only serves samples and tests.
CREATE TABLE IF NOT EXISTS dm_don_vi (
    ma_dv  VARCHAR(60) PRIMARY KEY,
    ten_dv VARCHAR(300) NOT NULL,
    ma_hc  VARCHAR(20)
);

CREATE TABLE IF NOT EXISTS ky_bao_cao (
    ke_hoach VARCHAR(60) NOT NULL,
    che_do   VARCHAR(20) NOT NULL,
    ma_ky    VARCHAR(60) NOT NULL,
    nam      INTEGER,
    loai_ky  VARCHAR(20),
    PRIMARY KEY (ke_hoach, che_do, ma_ky)
);

CREATE TABLE IF NOT EXISTS phieu_bao_cao (
    id_phieu        VARCHAR(200) PRIMARY KEY,
    ma_dv           VARCHAR(60) NOT NULL,
    ke_hoach        VARCHAR(60) NOT NULL,
    che_do          VARCHAR(20) NOT NULL,
    ma_ky           VARCHAR(60) NOT NULL,
    lan_gui         INTEGER NOT NULL,
    ngay_gui        TIMESTAMP NOT NULL,
    nguoi_gui       VARCHAR(200),
    so_ky_hieu      VARCHAR(100),
    khong_phat_sinh INTEGER NOT NULL DEFAULT 0,
    du_lieu_mau     INTEGER NOT NULL DEFAULT 0,
    trang_thai      VARCHAR(20) NOT NULL
);

CREATE INDEX IF NOT EXISTS ix_phieu_ky ON phieu_bao_cao (ke_hoach, che_do, ma_ky);

CREATE TABLE IF NOT EXISTS cau_tra_loi (
    id_phieu VARCHAR(200) NOT NULL,
    stt      INTEGER NOT NULL,
    loai     VARCHAR(10),
    ma       VARCHAR(100),
    gia_tri  TEXT,
    ghi_chu  TEXT,
    PRIMARY KEY (id_phieu, stt)
);
