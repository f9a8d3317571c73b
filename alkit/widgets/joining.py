"""The labeling widget for one of several people who label a shared pool: one line in each student's notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from alkit.datasets import Dataset
from alkit.labeling.kinds import Kind
from alkit.labeling.opening import material_of
from alkit.labeling.team import join_session
from alkit.modalities import Shown, modality_for
from alkit.pool import one_row
from alkit.widgets.labeling import LabelingWidget


def join(
    data: Dataset | Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    by: str,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    random_state: int = 0,
    show: Callable[[Any], Any] | None = None,
    question: str | None = None,
    answer: Kind | None = None,
    **options: Any,
) -> LabelingWidget:
    """Label a pool together with others, one line in a notebook; run it again, and it goes on at the same sample.

    Parameters
    ----------
    data, y, by, classes, test, random_state, answer, **options : see :func:`alkit.join_session`: ``store`` says where, ``name``
        which pool
    show, question : see :func:`alkit.label`

    Returns
    -------
    LabelingWidget

    Raises
    ------
    ValueError
        As :func:`alkit.join_session`, and if nobody knows how to show such a sample.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import datasets
    >>> widget = join(datasets.iris(), by="Ada", folder=tempfile.mkdtemp())
    >>> widget.describe()
    "Labeling session 'iris/Ada': 0 of 20 answers given by Ada"
    >>> widget.session.close()
    """
    estimator = options.get("estimator")
    material = material_of(data, y, classes=classes, test=test, random_state=random_state, answer=answer, estimator=estimator)
    modality = Shown(show) if show else modality_for(material.X, material.feature_names, material.image_shape)
    modality.live(one_row(material.X, 0))  # what cannot be shown is refused before a session is opened
    return LabelingWidget(join_session(material, by=by, random_state=random_state, **options), modality, question)
