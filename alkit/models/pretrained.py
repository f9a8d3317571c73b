"""Pictures as a network sees them that has learned from a million others before: ``pip install alkit[deep]``, and its weights.

The weights come from elsewhere, over a network connection: from timm, say, or from torchvision.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

try:
    import torch
    from torch.nn.functional import interpolate
except ImportError as error:
    raise ImportError(f"a ready-made network needs PyTorch: pip install alkit[deep] ({error})") from error

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of the colors in ImageNet, to which such networks are used


class PretrainedEmbedding(TransformerMixin, BaseEstimator):
    """What a ready-made network makes of pictures: a row of numbers each, to be learned from in place of the pixels.

    Nothing is trained, so the whole pool is embedded once, before the loop::

        network = timm.create_model("resnet18", pretrained=True, num_classes=0)  # without its last layer
        X = PretrainedEmbedding(network).transform(pictures("my folder").X)

    Parameters
    ----------
    network : torch module that takes colors of shape (n, 3, side, side), scaled as those of ImageNet.  From torchvision,
        put ``torch.nn.Identity()`` in the place of its last layer
    side : pixels to which pictures are scaled
    batch_size : pictures at a time; on a GPU where there is one

    Source: A. Sharif Razavian et al., CNN Features off-the-shelf: an Astounding Baseline for Recognition, 2014.

    Examples
    --------
    >>> mean_color = torch.nn.AdaptiveAvgPool2d(1)  # in place of a real network
    >>> PretrainedEmbedding(mean_color, side=8).transform(np.zeros((5, 20, 30, 3), dtype=np.uint8)).shape
    (5, 3)
    """

    def __init__(self, network: Any, side: int = 224, batch_size: int = 64):
        self.network, self.side, self.batch_size = network, side, batch_size

    def fit(self, X: Any = None, y: Any = None) -> PretrainedEmbedding:
        """Nothing is learned."""
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Rows of shape (n_samples, n_units), float32.

        Parameters
        ----------
        X : array of shape (n_samples, height, width, 3), or (n_samples, height, width) if grey; bytes, or floats from 0 to 1

        Raises
        ------
        ValueError
            If these are no such pictures.
        """
        pictures, device = _checked(X), "cuda" if torch.cuda.is_available() else "cpu"
        was_training, network = self.network.training, self.network.to(device).eval()
        try:
            with torch.inference_mode():
                batches = (pictures[k : k + self.batch_size] for k in range(0, len(pictures), self.batch_size))
                return np.concatenate([network(self._colors(batch).to(device)).flatten(1).cpu().numpy() for batch in batches])
        finally:
            self.network.train(was_training)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def _colors(self, batch: np.ndarray) -> Any:
        colors = torch.from_numpy(np.asarray(batch, dtype=np.float32) / (255 if batch.dtype == np.uint8 else 1))
        colors = colors.permute(0, 3, 1, 2) if batch.ndim == 4 else colors[:, None].repeat(1, 3, 1, 1)
        colors = interpolate(colors, (self.side, self.side), mode="bilinear", antialias=True)
        return (colors - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def _checked(X: Any) -> np.ndarray:
    pictures = np.asarray(X)
    shape = pictures.shape
    if not len(pictures) or not (pictures.ndim == 3 or (pictures.ndim == 4 and shape[3] == 3)):
        raise ValueError(f"pictures must be an array of shape (n, height, width) or (n, height, width, 3), got shape {shape}")
    if pictures.dtype != np.uint8 and not (pictures.dtype.kind == "f" and pictures.min() >= 0 and pictures.max() <= 1):
        raise ValueError(
            f"the colors of pictures must be bytes, or floats from 0 to 1; got {pictures.dtype} up to {pictures.max()}"
        )
    return pictures
