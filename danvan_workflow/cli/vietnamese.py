"""typer in Vietnamese: help pages, and the sentences about a command that was typed wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

USAGE = "Cách dùng:"
_WORDS = (("[OPTIONS]", "[TÙY CHỌN]"), ("COMMAND [ARGS]...", "LỆNH [ĐỐI SỐ]..."))
_HELP_TEXT = "Hiện trợ giúp này."


class VietnameseCommand(TyperCommand):
    """A command whose help page is Vietnamese."""

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        return in_vietnamese(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, explained in Vietnamese."""
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the page."""
        _name_panels()
        _hide_types(self.params)
        super().format_help(ctx, formatter)


class VietnameseGroup(TyperGroup):
    """A group of commands whose help page is Vietnamese."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Groups first, then the commands, each in the order of the code."""
        return sorted(super().list_commands(ctx), key=lambda name: not isinstance(self.commands[name], TyperGroup))

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        return in_vietnamese(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, explained in Vietnamese."""
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the page."""
        _name_panels()
        _hide_types(self.params)
        super().format_help(ctx, formatter)


def group(help_text: str) -> typer.Typer:
    """An empty group of commands."""
    return typer.Typer(
        cls=VietnameseGroup, help=help_text, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )


def command(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as a command; its help is the function's `help` text given by `explained`."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        text = getattr(function, "vietnamese_help", "")
        app.command(name, cls=VietnameseCommand, help=text, short_help=re.split(r"[:;(.]", text)[0].strip())(function)
        return function

    return register


def explained(text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command its Vietnamese help; the docstring stays for whoever reads the code."""

    def attach(function: Callable[..., None]) -> Callable[..., None]:
        function.vietnamese_help = text  # type: ignore[attr-defined]
        return function

    return attach


def in_vietnamese(usage: str) -> str:
    """The usage line with typer's own words translated.

    >>> in_vietnamese("Usage: danvan plan [OPTIONS] COMMAND [ARGS]...")
    'Cách dùng: danvan plan [TÙY CHỌN] LỆNH [ĐỐI SỐ]...'
    """
    for english, vietnamese in _WORDS:
        usage = usage.replace(english, vietnamese)
    return usage.replace("Usage:", USAGE, 1)


def usage_sentence(error: Any) -> str:
    """What was typed wrongly, for an error of typer."""
    kind = type(error).__name__
    if kind == "MissingParameter":
        return f"Thiếu {_parameter(error)}."
    if kind == "NoSuchOption":
        near = f" Có phải: {', '.join(sorted(error.possibilities))}?" if error.possibilities else ""
        return f"Không có tùy chọn {error.option_name}.{near}"
    if kind == "BadParameter":
        return f"Giá trị của {_parameter(error)} không hợp lệ: {error.message}"
    if kind == "BadOptionUsage":
        return f"Tùy chọn {error.option_name} phải kèm một giá trị, hoặc không được kèm giá trị."
    return _plain_sentence(str(error.message))


def _plain_sentence(message: str) -> str:
    """The two usage errors that typer tells apart by their wording alone."""
    if found := re.match(r"No such command '(?P<name>.*?)'\.?(?: Did you mean (?P<near>.*)\?)?$", message):
        near = f" Có phải: {found['near'].replace(chr(39), '')}?" if found["near"] else ""
        return f"Không có lệnh “{found['name']}”.{near}"
    if found := re.match(r"Got unexpected extra argument\S* \((?P<extra>.*)\)", message):
        return f"Thừa đối số: {found['extra']}."
    if message.startswith("Missing command"):
        return "Thiếu tên lệnh."
    return f"Dòng lệnh chưa đúng: {message}"


def _parameter(error: Any) -> str:
    if error.param is None:
        return str(error.param_hint or "đối số")
    if error.param.param_type_name == "option":
        return f"tùy chọn {max(error.param.opts, key=len)}"
    return f"đối số {error.param.metavar or error.param.name}"


def _explained(option: Any) -> Any:
    if option is not None:
        option.help = _HELP_TEXT
        _hide_types([option])
    return option


def _hide_types(parameters: list[Any]) -> None:
    """Leave Python's type names off the page: what a value looks like is said by its placeholder and its help."""
    for parameter in parameters:
        if parameter.param_type_name == "argument" or parameter.metavar is None:
            parameter.display_type_rich = lambda ctx: None


def _name_panels() -> None:
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "Đối số"
    rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
    rich_utils.COMMANDS_PANEL_TITLE = "Các lệnh"
    rich_utils.DEFAULT_STRING = "[mặc định: {}]"
    rich_utils.ENVVAR_STRING = "[biến môi trường: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[bắt buộc]"
