"""The training that one can look on, without a screen."""

from sklearn.neural_network import MLPClassifier

from alkit import digits, watch_training

X, Y = digits().X[:150] / 16, digits().y[:150]


def watched(**options):
    return watch_training(MLPClassifier((8,), batch_size=50), X, Y, {"new": (X[:50], Y[:50])}, **options)


def test_it_begins_when_it_is_shown_and_what_is_stored_is_always_the_same():
    widget = watched(n_epochs=3)
    assert widget.sentence == "Not yet trained: 0 of 3 epochs" and not widget.state.losses
    bundle, _ = widget._repr_mimebundle_()
    assert bundle["text/plain"] == "Not yet trained: 0 of 3 epochs" and "image/png" in bundle
    model = widget.wait()
    said = f"Trained: 3 of 3 epochs, loss {widget.state.losses[-1]:.3f} nats; accuracy: training {model.score(X, Y):.2f}, new"
    assert widget.sentence.startswith(said)
    assert widget.data["over"] and widget.data["losses"] == [round(loss, 5) for loss in widget.state.losses]


def test_stop_and_train_anew():
    widget = watched(n_epochs=10_000)
    widget.state.start()
    widget.press("stop")
    assert widget.wait() is widget.state.model and len(widget.state.losses) < 10_000
    assert widget.sentence.startswith("Stopped: ")
    stop, anew = widget.controls
    assert stop["off"] and stop["why"] == "Training is over." and not anew["off"]
    before = widget.state.model
    widget.press("reset")
    widget.press("stop")
    assert widget.wait() is not before


def test_on_paper_each_curve_has_its_name():
    widget = watched(n_epochs=2)
    widget.wait()
    loss, accuracy = widget.figure().axes
    assert [t.get_text() for t in accuracy.get_legend().get_texts()] == ["training", "new"]
    assert loss.get_ylabel() == "loss in nats" and len(loss.lines[0].get_xdata()) == 2
