"""Colab itself cannot be tried here: what can be is that a widget asks it for what a foreign widget needs there."""

import sys
import types

import numpy as np
import pytest
from anywidget import _util

import alkit

VIEW = "application/vnd.jupyter.widget-view+json"
URL = "https://example.org/manager.js"


@pytest.fixture
def colab(monkeypatch):
    """A stand-in for Colab's own module: it counts how often it is asked for its widget manager."""
    module = types.ModuleType("google.colab.output")
    module.asked = []
    module.enable_custom_widget_manager = lambda: module.asked.append(True)
    module._widgets = types.SimpleNamespace(_installed_url=URL)
    monkeypatch.setitem(sys.modules, "google.colab.output", module)
    _util.enable_custom_widget_manager_once.cache_clear()
    yield module
    _util.enable_custom_widget_manager_once.cache_clear()


def test_widgets_ask_colab_for_its_manager_and_say_where_it_is(colab, tmp_path):
    labeling = alkit.label(np.eye(4), classes=["a", "b"], folder=tmp_path, name="colab")
    for widget in (alkit.entropy_explorer([0.9, 0.1]), labeling):
        data, metadata = widget._repr_mimebundle_()
        assert VIEW in data and "image/png" in data
        assert metadata[VIEW]["colab"]["custom_widget_manager"]["url"] == URL and metadata["image/png"]["alt"]
        widget.close()
    assert colab.asked == [True]
