"""What Airflow's Connections page learns from this package: two connection types of our own; mail uses Airflow's own `smtp`."""

from __future__ import annotations

STORE_TYPE = "danvan_kho"
SOURCE_TYPE = "danvan_nguon"


def get_provider_info() -> dict[str, object]:
    """The entry point `apache_airflow_provider`: forms are declared, so nothing is imported to show them."""
    return {
        "package-name": "danvan-workflow",
        "name": "Công tác dân vận",
        "description": "Kỳ báo cáo công tác dân vận chính quyền",
        "versions": ["0.1.0"],
        "connection-types": [_store(), _source()],
    }


def _store() -> dict[str, object]:
    return {
        "connection-type": STORE_TYPE,
        "hook-class-name": "danvan_workflow.orchestration.hooks.StoreHook",
        "hook-name": "Kho số liệu dân vận",
        "ui-field-behaviour": _labels(
            host="Máy chủ CSDL (để trống nếu là tệp SQLite)",
            schema="Tên CSDL hoặc đường dẫn tệp SQLite",
            placeholder_host="db.tinh.gov.vn",
            placeholder_schema="dan_van",
        ),
        "conn-fields": {},
    }


def _source() -> dict[str, object]:
    return {
        "connection-type": SOURCE_TYPE,
        "hook-class-name": "danvan_workflow.orchestration.hooks.SourceHook",
        "hook-name": "Nguồn số liệu của tỉnh",
        "ui-field-behaviour": _labels(
            host="Máy chủ CSDL nguồn",
            schema="Tên CSDL hoặc đường dẫn tệp",
            placeholder_host="csdl.sonoivu.tinh.gov.vn",
            placeholder_schema="bao_cao",
        ),
        "conn-fields": {
            "engine": {
                "label": "Hệ quản trị CSDL (postgresql, sqlite, hoặc trình điều khiển SQLAlchemy khác đã cài)",
                "schema": {"type": ["string", "null"], "default": "postgresql"},
            },
        },
    }


def _labels(*, host: str, schema: str, placeholder_host: str, placeholder_schema: str) -> dict[str, object]:
    return {
        "hidden-fields": ["extra"],
        "relabeling": {
            "host": host,
            "schema": schema,
            "login": "Tài khoản",
            "password": "Mật khẩu",
            "port": "Cổng",
        },
        "placeholders": {"host": placeholder_host, "schema": placeholder_schema},
    }
