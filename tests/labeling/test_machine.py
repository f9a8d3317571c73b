"""Two windows on one session, faults and restarts in any order: the log, the windows and a plain list always agree."""

import pathlib
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alkit.labeling.replay import replay
from alkit.labeling.store import LabelLog
from tests.labeling.fragile import ARMED, do, open_session

PARTS = ["fit", "metric", "strategy", "predict_proba", "explain", "submit", "read"]
PARTS += [f"{when} {kind}" for when in ("write", "commit") for kind in ("answer", "skip", "unknown", "undo", "shown", "scores")]
WINDOWS = st.sampled_from([0, 0, 0, 1])


class Session(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        ARMED.clear()
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.path = self.folder / "labels.sqlite"
        self.windows = [open_session(self.path, in_place=True), open_session(self.path, in_place=True)]
        self.steps = []  # what a person has done and not undone: (kind, row, label)

    @rule(window=WINDOWS, kind=st.sampled_from(["answer", "answer", "answer", "skip", "unknown", "undo"]))
    def click(self, window, kind):
        try:
            step = do(self.windows[window], kind)
        except ValueError as error:
            if "not certain" not in str(error):
                return  # it was refused, and nothing was saved: the invariant looks
            step = self.step_in_log(kind)
        except KeyboardInterrupt:
            step = self.step_in_log(kind)
        if step is not None:
            self.steps = self.steps[:-1] if kind == "undo" else [*self.steps, step]

    def step_in_log(self, kind):
        """A step of which the session could not say whether it was saved; None if it was not."""
        kept = [(s.kind, s.body["sample"], s.body["label"]) for s in replay(LabelLog(self.path).events("test")).steps]
        if kept == self.steps:
            return None
        assert kept == self.steps[:-1] if kind == "undo" else kept[:-1] == self.steps
        return kept[-1] if kept else (kind, None, None)

    @rule(part=st.sampled_from(PARTS), is_ctrl_c=st.booleans())
    def break_something(self, part, is_ctrl_c):
        ARMED[part] = KeyboardInterrupt("a fault") if is_ctrl_c and part != "submit" else RuntimeError("a fault")
        if part == "read":  # it is read only in doubt
            ARMED["commit answer"] = RuntimeError("a fault")
            ARMED["read"] = ValueError("a fault")

    @precondition(lambda self: not ARMED)
    @rule(window=WINDOWS)
    def restart(self, window):
        self.windows[window].close()
        self.windows[window] = open_session(self.path, in_place=True)
        assert self.windows[window].labels == self.labels
        assert not self.windows[window].problem

    @property
    def labels(self):
        return {row: label for kind, row, label in self.steps if kind == "answer"}

    @invariant()
    def log_and_list_agree(self):
        state = replay(LabelLog(self.path).events("test"))
        assert [(s.kind, s.body["sample"], s.body["label"]) for s in state.steps] == self.steps
        assert not state.reports

    def teardown(self):
        ARMED.clear()
        for window in self.windows:
            for _ in range(2):  # each goes on, after at most one refusal
                try:
                    self.click_for_sure(window)
                    break
                except ValueError:
                    continue
            else:
                raise AssertionError("refused for ever")
            assert window.labels == self.labels
            window.close()
        again = open_session(self.path)
        assert again.labels == self.labels and again.problem == ""
        again.close()
        shutil.rmtree(self.folder)

    def click_for_sure(self, window):
        if window.current is None and not window.is_choosing:
            return window.go_on()  # all is answered
        self.steps.append(do(window, "answer"))
        return None


TestSession = pytest.mark.slow(Session.TestCase)
TestSession.settings = settings(
    max_examples=10,
    stateful_step_count=20,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
