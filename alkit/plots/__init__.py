"""Pictures.  Each function takes an ``ax`` and returns it; nothing is shown, and no global setting is changed."""

from alkit.plots.comparison import critical_difference, differences
from alkit.plots.curves import learning_curve, mean_curves, name_ends
from alkit.plots.gallery import gallery
from alkit.plots.looks import Look, looks
from alkit.plots.plane import decision_regions, framed, images, pale, probabilities, scatter
from alkit.plots.style import MARKERS, new_axes, png, shown, style

__all__ = [
    "MARKERS",
    "Look",
    "critical_difference",
    "decision_regions",
    "differences",
    "framed",
    "gallery",
    "images",
    "learning_curve",
    "looks",
    "mean_curves",
    "name_ends",
    "new_axes",
    "pale",
    "png",
    "probabilities",
    "scatter",
    "shown",
    "style",
]
