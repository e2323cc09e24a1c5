"""`danvan register`: the agencies, their history, and who is on the roll of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from danvan_workflow.cli.rendering import Col, cell, heading, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, Now, day, moment, open_runtime, today
from danvan_workflow.cli.vietnamese import command, explained, group
from danvan_workflow.errors import InvalidInput, Problem

if TYPE_CHECKING:
    import datetime as dt

    from danvan_workflow.register.models import Agency, AgencyKind
    from danvan_workflow.services.registers import AgencyHistory, Relative

app = group("Danh mục cơ quan: nạp, xem theo ngày, lịch sử sáp nhập, danh sách phải báo cáo.")
AsOf = Annotated[str, typer.Option("--as-of", metavar="NGÀY", help="Xem theo ngày này; mặc định là hôm nay.")]


@command(app, "import")
@explained("Nạp danh mục. Không nêu tệp: nạp lại danh mục toàn quốc. Có tệp CSV: đặt số liệu của tỉnh chồng lên.")
def import_(
    files: Annotated[list[Path] | None, typer.Argument(metavar="TỆP", help="Tệp CSV: cơ quan, kế thừa, đầu mối.")] = None,
    now: Now = "",
) -> None:
    """Fill the register or lay records over it; nothing changes where one row is wrong."""
    from danvan_workflow.services.registers import import_files, import_national

    runtime = open_runtime()
    done = import_files(runtime, files, moment(now)) if files else import_national(runtime, moment(now))
    if files:
        say(f"Đã nhận {done.taken} dòng từ {len(files)} tệp.")
    say(f"Danh mục có {done.agencies} cơ quan, {done.successions} quan hệ kế thừa, {done.contacts} đầu mối.")


@command(app, "show")
@explained("Xem danh mục tại một ngày, hoặc lịch sử của một cơ quan (nêu MÃ).")
def show(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã cơ quan, ví dụ L52-SNV.")] = "",
    as_of: AsOf = "",
    province: Annotated[str, typer.Option("--province", metavar="TỈNH", help="Mã hoặc tên tỉnh: L52, “Bình Định”.")] = "",
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="LOẠI", help="Loại cơ quan; nêu được nhiều lần.")] = None,
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """Print the agencies of a day, or everything about one agency."""
    from danvan_workflow.services import registers

    register = open_runtime().register
    on = day(as_of, "--as-of") if as_of else today(now)
    if code:
        _show_history(registers.agency_history(register, code, on), on, as_json=as_json)
        return
    of = registers.find_province(register, province, on) if province else ""
    found = registers.agencies_on(register, on, province=of, kinds=_kinds(kind or []))
    if as_json:
        show_json([_agency_json(agency) for agency in found])
        return
    columns = (Col("Mã", whole=True), Col("Tên cơ quan"), Col("Loại", roomy=True), Col("Từ ngày", whole=True), Col("Giả định"))
    show_table(columns, [(a.code, a.name, a.kind.label, a.valid_from, a.assumed) for a in found])
    say(f"{len(found)} cơ quan ngày {cell(on)}.", "bold")


@command(app, "roll")
@explained("Danh sách phải báo cáo của một kế hoạch tại một ngày: từng cơ quan có tên hay không, vì sao.")
def roll(
    plan: Annotated[str, typer.Argument(metavar="KẾ HOẠCH", help="Mã kế hoạch.")],
    obligation: Annotated[str, typer.Option("--obligation", metavar="CHẾ ĐỘ", help="Mã chế độ báo cáo.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """Print the roll, each agency in or out with its reason."""
    from danvan_workflow.services.registers import plan_roll

    runtime = open_runtime()
    on = day(as_of, "--as-of") if as_of else today(now)
    found = plan_roll(runtime.register, runtime.library.load(plan), on, obligation)
    if as_json:
        show_json(
            [{"agency": e.agency, "name": e.name, "group": e.group, "owes": e.owes, "reason": e.reason} for e in found.entries]
        )
        return
    for title, entries in (("Phải báo cáo", found.owing), ("Không phải báo cáo", found.outside)):
        heading(f"{title} ({len(entries)})")
        columns = (Col("Mã", whole=True), Col("Cơ quan"), Col("Vì"))
        show_table(columns, [(entry.agency, entry.name, entry.reason) for entry in entries])


def _kinds(names: list[str]) -> list[AgencyKind]:
    from danvan_workflow.register.models import AgencyKind

    known = {kind.value: kind for kind in AgencyKind}
    unknown = [name for name in names if name not in known]
    if unknown:
        accepted = ", ".join(known)
        raise InvalidInput([Problem("không có loại cơ quan này", place="--kind", value=n, accepted=accepted) for n in unknown])
    return [known[name] for name in names]


def _show_history(history: AgencyHistory, on: dt.date, *, as_json: bool) -> None:
    if as_json:
        show_json(_history_json(history))
        return
    agency = history.agency
    heading(f"{agency.name} ({agency.code})")
    there = "đang hoạt động" if history.exists else "không hoạt động"
    say(f"Loại: {agency.kind.label}. Thời gian hoạt động: {_life(agency)}. Ngày {cell(on)}: {there}.")
    if agency.assumed:
        say(f"Giả định{f': {agency.reason}' if agency.reason else ''}.", "dim")
    _relatives("Được lập từ", history.predecessors)
    _relatives("Chuyển thành", history.successors)
    if not history.exists and history.stands_for_it:
        say(f"Ngày {cell(on)} cơ quan kế thừa là: {', '.join(code for code, _ in history.stands_for_it)}.")
    if history.contacts:
        columns = (Col("Vai trò"), Col("Họ tên"), Col("Thư điện tử"), Col("Ví dụ", roomy=True))
        show_table(columns, [(c.role.label, c.name, c.email, c.example) for c in history.contacts])


def _life(agency: Agency) -> str:
    first = f"từ {cell(agency.valid_from)}" if agency.valid_from else ""
    last = f"đến {cell(agency.valid_to)}" if agency.valid_to else ""
    return " ".join(part for part in (first, last) if part) or "không ghi ngày"


def _relatives(title: str, relatives: tuple[Relative, ...]) -> None:
    if relatives:
        heading(title)
        columns = (Col("Mã", whole=True), Col("Cơ quan"), Col("Phần"), Col("Từ ngày", whole=True), Col("Giả định"))
        show_table(columns, [(r.agency.code, r.agency.name, r.share, r.effective_on, r.assumed) for r in relatives])


def _agency_json(agency: Agency) -> dict[str, Any]:
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind.value,
        "province": agency.province,
        "parent": agency.parent,
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "assumed": agency.assumed,
    }


def _history_json(history: AgencyHistory) -> dict[str, Any]:
    def relatives(found: tuple[Relative, ...]) -> list[dict[str, Any]]:
        return [{"agency": r.agency.code, "share": r.share, "effective_on": r.effective_on, "assumed": r.assumed} for r in found]

    return {
        **_agency_json(history.agency),
        "exists": history.exists,
        "predecessors": relatives(history.predecessors),
        "successors": relatives(history.successors),
        "stands_for_it": [{"agency": code, "share": str(share)} for code, share in history.stands_for_it],
        "contacts": [{"role": c.role.value, "name": c.name, "email": c.email, "example": c.example} for c in history.contacts],
    }
