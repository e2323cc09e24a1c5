"""How many functions of a package have `Any` in their signature: such a call is one that mypy doesn't see through.

`python tests/architecture/any_in_signatures.py` prints the share of each package and ends with 1 where one is above its limit;
with a package's name, its functions too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "danvan_workflow"
WHOLE = "danvan_workflow"
LIMITS = {
    WHOLE: 4.0,
    "orchestration": 2.0,
    "embedded": 5.0,
    "views": 2.0,
    "duty": 2.0,
    "plan": 0.0,
    "report": 0.0,
    "statutory": 0.0,
}
"""Per cent of a package's functions. A limit is lowered when the share is, never raised."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A function of a package, and whether `Any` stands somewhere in what it takes or returns."""

    package: str
    place: str
    has_any: bool


def signatures(root: Path) -> Iterator[Signature]:
    """Every function and method beneath a folder, nested ones too; the packages are the folder's entries."""
    for file in sorted(root.rglob("*.py")):
        where = file.relative_to(root)
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found = any(map(has_any, said_types(node)))
                yield Signature(where.parts[0].removesuffix(".py"), f"{where}:{node.lineno} {node.name}", found)


def said_types(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """What a function says of its parameters and its result."""
    given = function.args
    for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if parameter is not None and parameter.annotation is not None:
            yield parameter.annotation
    if function.returns is not None:
        yield function.returns


def has_any(annotation: ast.expr) -> bool:
    """True where `Any` is the type or stands within it, however deep, also in quotes.

    >>> [has_any(ast.parse(text, mode="eval").body) for text in ("Any", "dict[str, list[t.Any]]", "'Any | None'", "object")]
    [True, True, True, False]
    """
    return any("Any" in _names(node) for node in ast.walk(annotation))


def _names(node: ast.AST) -> list[str]:
    """The names that a part of an annotation says, out of a quoted one too."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return [name]
        case ast.Constant(value=str(text)):
            return re.findall(r"\w+", text)
        case _:
            return []


def shares(found: Iterable[Signature]) -> dict[str, float]:
    """Per cent of functions with `Any`, by package and as a whole."""
    counted: defaultdict[str, list[bool]] = defaultdict(list)
    for signature in found:
        counted[signature.package].append(signature.has_any)
        counted[WHOLE].append(signature.has_any)
    return {package: 100 * sum(marks) / len(marks) for package, marks in counted.items()}


def above(found: Mapping[str, float], limits: Mapping[str, float]) -> list[str]:
    """The packages above their limits, a sentence each."""
    return [
        f"{package}: {found[package]:.1f} % of its signatures have Any, {limit:.1f} % may"
        for package, limit in limits.items()
        if found.get(package, 0.0) > limit
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the shares, the functions of the packages that are named, and what is above its limit."""
    found = list(signatures(PACKAGE))
    share = shares(found)
    lines = [f"{package:16} {share[package]:5.1f} %" for package in sorted(share)]
    lines += [signature.place for signature in found if signature.has_any and signature.package in arguments]
    over = above(share, LIMITS)
    sys.stdout.write("\n".join([*lines, *over]) + "\n")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
