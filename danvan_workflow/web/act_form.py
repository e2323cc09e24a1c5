"""The one protocol of every act on a page: a form, what would happen, the act. Nothing typed is lost on the way.

The button that was pressed says which step is wanted: `xem` what would happen, `sua` back to the form, `lam` the act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fastapi import Request
from fastapi.responses import Response
from starlette.background import BackgroundTask

from danvan_workflow.errors import UnknownName, UserError
from danvan_workflow.web.forms import TypedForm
from danvan_workflow.web.notes import done
from danvan_workflow.web.page import Pages
from danvan_workflow.web.posted import MARK, STEP, Posted
from danvan_workflow.web.rights import NotAllowed

Ground = TypeVar("Ground")
Asked = TypeVar("Asked")
Shown = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page of the second step says: values for its template, and sentences to think about."""

    shown: Shown
    cautions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Where an act leads: an address within the app, the code of the note above that page, what follows once it is answered."""

    address: str
    note: str
    afterwards: BackgroundTask | None = None


@dataclass(frozen=True, slots=True)
class ActForm(Generic[Ground, Asked]):
    """One act, described: `Ground` is what it stands on (who acts on what), `Asked` what its form says once it is read.

    `form` and `confirm` are the templates of the first two steps, `title` and `button` their words.
    `show` gives the values of the form's page; `read` raises a UserError for what can't be asked; `preview` foresees, and stores
    nothing; `act` does it. `mark` is another text as soon as what was foreseen isn't sure any more; where that happened, the
    second step is shown again under the sentence `changed`, unless `repeated` knows the act as done since the mark that was sent.
    """

    pages: Pages
    title: str
    button: str
    form: str
    confirm: str
    show: Callable[[Ground, TypedForm], Shown]
    read: Callable[[Ground, Posted], Asked]
    preview: Callable[[Ground, Asked], Preview]
    act: Callable[[Ground, Asked], Done]
    mark: Callable[[Ground], str] = field(default=lambda _: "")
    repeated: Callable[[Ground, Posted], Done | None] = field(default=lambda _ground, _posted: None)
    changed: str = ""

    def page(self, request: Request, ground: Ground, form: TypedForm, status: int = 200) -> Response:
        """The first step."""
        return self.pages.render(request, self.form, status, page=self, form=form, **self.show(ground, form))

    def take(self, request: Request, ground: Ground, posted: Posted) -> Response:
        """The step whose button was pressed: back to the form, what would happen, or the act and on to what it leads to."""
        if posted.step == "sua":
            return self.page(request, ground, posted.form)
        try:
            return self._act(request, ground, posted) if posted.step == "lam" else self._foresee(request, ground, posted)
        except (NotAllowed, UnknownName):
            raise
        except UserError as error:
            # the same form sent twice at once: the other one was quicker
            again = self.repeated(ground, posted) if posted.step == "lam" else None
            return _lead(request, again) if again else self.page(request, ground, posted.form.with_problems(error), 422)

    def _act(self, request: Request, ground: Ground, posted: Posted) -> Response:
        """The act where nothing happened since it was foreseen; a form sent twice acts once."""
        if posted.mark == self.mark(ground):
            return _lead(request, self.act(ground, self.read(ground, posted)))
        again = self.repeated(ground, posted)
        return _lead(request, again) if again else self._foresee(request, ground, posted, (self.changed,))

    def _foresee(self, request: Request, ground: Ground, posted: Posted, cautions: tuple[str, ...] = ()) -> Response:
        """The second step; what was typed goes along, unseen."""
        found = self.preview(ground, self.read(ground, posted))
        kept = {name: value for name, value in posted.form.values.items() if name not in (STEP, MARK)}
        said = {"form": posted.form, "kept": kept, "mark": self.mark(ground), "cautions": (*cautions, *found.cautions)}
        return self.pages.render(request, self.confirm, 200, page=self, **said, **found.shown)


def _lead(request: Request, result: Done) -> Response:
    answer = done(request.scope.get("root_path", "") + result.address, result.note)
    answer.background = result.afterwards
    return answer
