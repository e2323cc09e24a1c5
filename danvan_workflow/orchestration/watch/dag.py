"""The DAG of every day."""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, CronTriggerTimetable, chain

from danvan_workflow.orchestration.watch.rows import RemindLeaders, Sweep, Watch

DAG_ID = "danvan_truc_ban"
ZONE = "Asia/Ho_Chi_Minh"
AFTER_THE_LETTERS = "15 8 * * *"
DOC = """Mỗi ngày lúc 08:15, sau giờ gửi thư của các kỳ:

1. **Gửi nhắc theo hạn riêng**: thư đến hạn của cơ quan được gia hạn, thư mà lượt chạy của kỳ chưa gửi hoặc gửi chưa được.
   Không thư nào gửi hai lần.
2. **Nhắc lãnh đạo phê duyệt**: báo cáo đã trình mà chưa có quyết định.
3. **Soát việc tồn đọng**: thư thiếu, thư không rõ đã đến, kỳ quá ngày, lượt chạy đứng yên, kế hoạch và lịch nghỉ sắp hết.
   Có việc tồn đọng thì hàng này **đỏ**, nhật ký ghi từng việc kèm cách xử lý, và một thư báo động được gửi (nhiều nhất một thư
   mỗi ngày). Việc chỉ sắp đến thì báo bằng thư vào thứ Hai.

Hàng đỏ là việc cho người xử lý: làm theo từng dòng trong nhật ký, rồi bấm **Làm lại** ở hàng đó để soát lại.
Ngoài Airflow: `danvan watch`.
"""


def daily_dag() -> DAG:
    """The daily run. It is on from the start: a watchdog that somebody must switch on first watches nothing."""
    with DAG(
        DAG_ID,
        dag_display_name="Trực ban hằng ngày",
        description="Gửi thư còn sót, nhắc lãnh đạo, soát việc tồn đọng",
        doc_md=DOC,
        default_args={"owner": "Trực ban", "doc_md": DOC},
        tags=["trực ban"],
        # the first run is the next morning's: a start in the afternoon must not act on cycles that a replay is busy with
        schedule=CronTriggerTimetable(AFTER_THE_LETTERS, timezone=ZONE, run_immediately=dt.timedelta(0)),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        disable_bundle_versioning=True,
        auto_register=False,
    ) as dag:
        chain(
            Sweep(task_id="gui_nhac", task_display_name="Gửi nhắc theo hạn riêng"),
            RemindLeaders(task_id="nhac_lanh_dao", task_display_name="Nhắc lãnh đạo phê duyệt"),
            Watch(task_id="soat_ton_dong", task_display_name="Soát việc tồn đọng"),
        )
    return dag
