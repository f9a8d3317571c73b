"""The frame of explorers, with the smallest state there is, and what the page says to it."""

import base64

import pytest

from alkit import plots
from alkit.widgets.controls import Button, Choice, Many, Slider, Switch
from alkit.widgets.explorer import ExplorerWidget


class Dot:
    """A point on a line; it cannot be at 13.  It can be walked along: frame n has n squares."""

    gestures = ("jump", "peek")

    def __init__(self):
        self.x, self.step, self.is_red, self.marks = 1, 0, False, ("a",)
        self.key = "first"

    def page(self):
        return {"key": self.key, "steps": 4, "half": self.x / 2}

    def frame(self, step):
        return {"step": step}, bytes(step)

    def figure(self):
        ax = plots.new_axes((4, 3))
        ax.plot(self.x, 0, "o")
        return ax.figure

    def describe(self):
        if self.x == 13:
            raise ValueError("there is no $13 place, and none for $14")
        return f"a dot at {self.x}"

    def jump(self, far):
        self.x += far
        self.key = f"jumped {self.x}"

    def peek(self):
        return [({"step": self.step, "peeked": True}, b"!")]


def controls(state):
    return {
        "x": Slider("place", 0, 20),
        "step": Slider("step", 0, 3),
        "is_red": Switch("red"),
        "marks": Many("marks", ("a", "b", "c")),
        "double": Button("Double", lambda: setattr(state, "x", 2 * state.x), off=state.x > 10),
    }


@pytest.fixture
def explorer():
    widget = ExplorerWidget(Dot(), controls, "Dot explorer")
    widget.sent = []
    widget.send = lambda message, buffers=None: widget.sent.append((message, buffers))
    return widget


def say(explorer, **message):
    """A message of the page; returns the answer and its buffers."""
    explorer._heard(None, {"id": "me:1", **message}, [])
    reply, buffers = explorer.sent.pop()
    assert not explorer.sent and reply["heard"] == "me:1", "each message has one answer"
    return reply, buffers


def test_what_the_hand_moves_moves_the_state_and_all_that_is_shown(explorer):
    say(explorer, do="set", values={"x": 5, "is_red": True, "marks": [2, 0]})
    assert (explorer.state.x, explorer.state.is_red, explorer.state.marks) == (5, True, ("c", "a"))
    assert explorer.values == {"x": 5, "step": 0, "is_red": True, "marks": [2, 0]}
    assert explorer.sentence == "a dot at 5" and explorer.data["half"] == 2.5 and not explorer.problem


def test_the_same_from_python(explorer):
    explorer.choose(x=5)
    assert explorer.state.x == explorer.values["x"] == 5 and explorer.sentence == "a dot at 5"
    with pytest.raises(ValueError, match=r"no control \['y'\], only \['is_red', 'marks', 'step', 'x'\]"):
        explorer.choose(y=5)


def test_a_button_does_something_unless_there_is_nothing_to_do(explorer):
    explorer.choose(x=6)
    say(explorer, do="press", what="double")
    assert explorer.state.x == 12
    say(explorer, do="press", what="double")
    assert explorer.state.x == 12
    assert next(c for c in explorer.controls if c["name"] == "double")["off"]


def test_reset_is_as_at_the_start(explorer):
    explorer.choose(x=9, is_red=True)
    say(explorer, do="press", what="reset")
    assert (explorer.state.x, explorer.state.is_red) == (1, False) and explorer.values["x"] == 1


def test_what_fails_is_said_and_the_widget_lives_on(explorer):
    say(explorer, do="set", values={"x": 13})
    assert explorer.problem == "This does not work: there is no $13 place, and none for $14"
    assert isinstance(explorer.error, ValueError)
    say(explorer, do="set", values={"x": 5})
    assert explorer.sentence == "a dot at 5" and not explorer.problem and explorer.error is None


@pytest.mark.parametrize(
    "message, said",
    [
        ({"do": "set", "values": {"x": 99}}, "place must be from 0 to 20, got 99"),
        ({"do": "set", "values": {"x": "<b>"}}, "place must be from 0 to 20, got '<b>'"),
        ({"do": "set", "values": {"marks": [7]}}, "marks must be one of ['a', 'b', 'c'], got number 7"),
        ({"do": "explode"}, "the page's message was not understood"),
        ({"do": "describe", "with": {}}, "the page's message was not understood"),
        ({"do": "jump", "with": {"sideways": 1}}, "TypeError"),
        ({"do": "set"}, "KeyError"),
    ],
)
def test_what_a_page_cannot_mean_is_refused_and_answered(explorer, message, said):
    say(explorer, **message)
    assert said in explorer.problem and explorer.state.x == 1


def test_a_value_of_a_control_that_is_gone_is_no_error(explorer):
    say(explorer, do="set", values={"gone": 1})
    assert not explorer.problem


def test_frames_come_for_the_key_they_were_asked_for(explorer):
    reply, buffers = say(explorer, do="more", key="first", steps=[2, 3])
    assert reply["frames"] == [{"step": 2}, {"step": 3}] and buffers == [b"\0\0", b"\0\0\0"] and reply["key"] == "first"
    assert say(explorer, do="more", key="older", steps=[2])[0]["frames"] == []


def test_no_more_frames_are_made_than_a_moment_allows(explorer, monkeypatch):
    monkeypatch.setattr("alkit.widgets.explorer.SOME", -1)
    assert say(explorer, do="more", key="first", steps=[2, 3])[0]["frames"] == [{"step": 2}]


def test_a_gesture_that_changes_the_key_brings_the_present_frame_along(explorer):
    explorer.choose(step=3)
    reply, _ = say(explorer, do="jump", **{"with": {"far": 2}})
    assert explorer.state.x == 3 and reply["frames"] == [{"step": 3}] and reply["key"] == explorer.data["key"] == "jumped 3"
    reply, buffers = say(explorer, do="peek", **{"with": {}})
    assert reply["frames"] == [{"step": 3, "peeked": True}] and buffers == [b"!"]
    assert say(explorer, do="ping")[0]["frames"] == []


def test_an_interrupt_is_no_failure_and_is_answered(explorer):
    def interrupted():
        raise KeyboardInterrupt

    explorer.state.page = interrupted
    with pytest.raises(KeyboardInterrupt):
        explorer._heard(None, {"id": "me:1", "do": "set", "values": {"x": 2}}, [])
    assert explorer.sent[0][0]["heard"] == "me:1" and not explorer.problem


def test_a_page_without_a_kernel_shows_the_picture_and_the_sentence(explorer):
    explorer.choose(x=7)
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG") and data["text/plain"] == "a dot at 7"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_on_paper_what_failed_is_written(explorer):
    explorer.choose(x=13)
    written = explorer.figure().axes[0].texts[0]
    assert " ".join(written.get_text().split()) == explorer.problem and not written.get_parse_math()


def test_choices_may_be_anything_and_their_names_are_data():
    choice = Choice("which", (1, "<b>\x1b", None))
    assert choice.from_page(2) is None and choice.to_page("<b>\x1b") == 1
    assert choice.spec()["options"] == ["1", "<b>\ufffd", "None"]
    for wrong in (3, -1, "1", None, 1.0):
        with pytest.raises(ValueError, match="which must be one of"):
            choice.from_page(wrong)


def test_a_slider_of_whole_numbers_gives_whole_numbers():
    assert isinstance(Slider("n", 0, 9).from_page(4.0), int)
    assert Slider("p", 0, 1, 0.05).from_page(0.15000000000000002) == 0.15
    for wrong in (True, float("nan"), 1.01, None):
        with pytest.raises(ValueError, match="p must be from 0 to 1"):
            Slider("p", 0, 1, 0.05).from_page(wrong)
