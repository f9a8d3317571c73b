"""The frame of every explorer: some controls, pictures drawn in the page, one sentence.

Behind an explorer stands its *state*, an ordinary object, which can be tested without a screen.  The page draws what the state
says of itself (``explorer.js`` with a view of its own) and follows the hand at once; the state follows it by messages.
"""

from __future__ import annotations

import pathlib
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import anywidget
import traitlets
from matplotlib.figure import Figure

from alkit import plots
from alkit.widgets.controls import Button, Control
from alkit.widgets.static import with_picture

HERE = pathlib.Path(__file__).parent
FRAME = ("connection.js", "chart.js", "formulas.js", "controls.js", "explorer.js")
STYLE = ("shared.css", "explorer.css")
LONGEST = 5000  # characters of a sentence
SOME = 0.05  # seconds for which frames are made before they are sent
RESET = "reset"

Controls = Mapping[str, Control]
Frame = tuple[dict[str, Any], bytes]


class State(Protocol):
    """What an explorer shows.

    Optional: ``frame(step)``, what belongs to one step and its bytes, where ``page()`` has a ``key`` that says of what, and the
    number of ``steps``; ``gestures``, names of methods that the page may call, which may return frames; ``reset()``.
    """

    def page(self) -> dict[str, Any]:
        """What the view draws, as JSON has it."""
        ...

    def figure(self) -> Figure:
        """The same on paper."""
        ...

    def describe(self) -> str: ...


def with_view(path: str) -> str:
    """The JavaScript of an explorer: the frame, and the view beside a module, of the same name.

    As text: anywidget watches a path for changes, and the watch would keep every widget for ever.
    """
    parts = [*(HERE / name for name in FRAME), pathlib.Path(path).with_suffix(".js")]
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


class ExplorerWidget(anywidget.AnyWidget):
    """Controls above, pictures below, and a sentence that says what they show.

    What fails in the state, in a student's own strategy say, is shown in place of the pictures, and the widget lives on.
    A subclass brings its view: ``_esm = with_view(__file__)``.

    Parameters
    ----------
    state : see :class:`State`
    controls : name of an attribute of the state -> the control that sets it, or a function of the state that returns that

    Attributes
    ----------
    error : what failed last, to be raised for its traceback; None where nothing did
    """

    _esm = "export default { render() {} }"
    _css = "\n".join((HERE / name).read_text(encoding="utf-8") for name in STYLE)
    title = traitlets.Unicode("Explorer").tag(sync=True)
    controls: Any = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(self, state: State, controls: Controls | Callable[[Any], Controls], title: str = "Explorer"):
        super().__init__(title=title)
        self.state: Any = state
        self.error: Exception | None = None
        self._offered = controls if callable(controls) else lambda _: controls
        self._turn = threading.RLock()  # JupyterLab sends the messages of a page from several threads
        self._start = dict(vars(state))
        self.on_msg(self._heard)
        self.redraw()

    def choose(self, **values: Any) -> None:
        """Set attributes of the state as the controls would, and draw it.

        Raises
        ------
        ValueError
            If there is no control of such a name.
        """
        if unknown := values.keys() - self._settable().keys():
            raise ValueError(f"there is no control {sorted(unknown)}, only {sorted(self._settable())}")
        with self._turn, self._failing_visibly():
            for name, value in values.items():
                setattr(self.state, name, value)
            self.redraw()

    def press(self, name: str) -> None:
        """Press a button."""
        button = {RESET: Button("Reset", self._reset), **self._offered(self.state)}.get(name)
        with self._turn, self._failing_visibly():
            if isinstance(button, Button) and not button.off:
                button.does()
            self.redraw()

    def redraw(self) -> None:
        """Show the present state."""
        with self._turn, self.hold_sync(), self._failing_visibly():
            offered = self._offered(self.state)
            self.values = {
                name: c.to_page(getattr(self.state, name)) for name, c in offered.items() if not isinstance(c, Button)
            }
            everything = {**offered, RESET: offered.get(RESET) or Button("Reset", self._reset)}
            self.controls = [{"name": name, **control.spec()} for name, control in everything.items()]
            self.data = self.state.page()
            self.sentence = plots.shown(self.state.describe(), LONGEST)
            self.problem, self.error = "", None

    def figure(self) -> Figure:
        """The present state on paper; where it cannot be drawn, a sentence."""
        try:
            with plots.style():
                if self.error:
                    raise self.error
                return self.state.figure()
        except Exception as error:  # noqa: BLE001  # as in _failing_visibly
            return _written(_said(error))

    # ---- what the page says --------------------------------------------------------------------------

    def _heard(self, _: Any, message: Mapping[str, Any], __: Any) -> None:
        """Do what the page says, and answer, whatever happens."""
        frames: list[Frame] = []
        with self._turn:
            try:
                with self._failing_visibly():
                    frames = self._do(message)
            finally:
                reply = {"heard": message.get("id"), "key": self.data.get("key"), "frames": [frame for frame, _ in frames]}
                self.send(reply, [content for _, content in frames])

    def _do(self, message: Mapping[str, Any]) -> list[Frame]:
        """Do it, and return the frames that the page now lacks."""
        what, before = str(message.get("do")), self.data.get("key")
        if what == "more":
            return self._made(message["steps"]) if message["key"] == before else []
        if what in getattr(self.state, "gestures", ()):
            live = getattr(self.state, what)(**message["with"])
            if live is not None:
                return live
            self.redraw()
        elif what == "set":
            self._set(message["values"])
        elif what == "press":
            self.press(message["what"])
        elif what != "ping":
            raise ValueError(f"the page's message was not understood: {message!r}")
        return self._made([self.state.step]) if self.data.get("key") != before and not self.problem else []

    def _made(self, steps: list[int]) -> list[Frame]:
        """The frames of these steps, as many as can be made in a moment."""
        made, until = [], time.perf_counter() + SOME
        for step in steps:
            try:
                frame, content = self.state.frame(step)
                said = {name: plots.shown(frame[name], LONGEST) for name in ("sentence",) if name in frame}
                made.append((frame | said, content))
            except Exception as error:  # noqa: BLE001  # said when somebody comes to this step, and not before
                made.append(({"step": step, "problem": plots.shown(_said(error), 600)}, b""))
            if time.perf_counter() > until:
                break
        return made

    def _set(self, values: Mapping[str, Any]) -> None:
        for name, control in self._settable().items():  # in their order, whatever the page's: a choice before what hangs on it
            if name in values and not control.off:  # others are gone, and the page has not yet seen it
                setattr(self.state, name, control.from_page(values[name]))
        self.redraw()

    # ---- small parts ---------------------------------------------------------------------------------

    def _settable(self) -> dict[str, Any]:
        return {name: control for name, control in self._offered(self.state).items() if not isinstance(control, Button)}

    def _reset(self) -> None:
        """As at the start; a state that holds more than values says how by a method of its own."""
        getattr(self.state, "reset", lambda: vars(self.state).update(self._start))()

    @contextmanager
    def _failing_visibly(self) -> Iterator[None]:
        """Whatever fails is shown as a sentence in place of the pictures."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # it may be a student's own strategy, model or data
            self.error = error
            self.problem = self.sentence = plots.shown(_said(error), 600)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget; a picture for pages without a kernel; a sentence for nbval and for screen readers."""
        about = f"{self.title}: {self.sentence}"
        return with_picture(super()._repr_mimebundle_(**kwargs), self.figure(), self.sentence, about)


def _said(error: Exception) -> str:
    kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
    return f"This does not work: {kind}{error}"


def _written(sentence: str) -> Figure:
    ax = plots.new_axes((12, 5))
    with plots.style():
        where = {"ha": "center", "va": "center", "transform": ax.transAxes}
        ax.text(0.5, 0.5, textwrap.fill(plots.shown(sentence, 600), 60), parse_math=False, **where).set_in_layout(False)
    ax.set_axis_off()
    return ax.figure
