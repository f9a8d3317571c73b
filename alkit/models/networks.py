"""Networks of PyTorch, through skorch: ``pip install alkit[deep]``.

Any network of skorch runs in the loop.  :class:`TorchClassifier` is skorch's own classifier with what the loop asks for: labels
of any kind, a seed that is honoured, the device that is there.  Its last layer is taken to be linear.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

try:
    import torch
    from skorch import NeuralNet, NeuralNetClassifier
    from torch import nn
except ImportError as error:
    raise ImportError(f"networks of PyTorch need torch and skorch: pip install alkit[deep] ({error})") from error

from alkit.models.embedding import embed, last_layer
from alkit.models.members import predict_members

DROPOUT = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout)
MEMBERS = 20


def best_device() -> str:
    """``"cuda"`` where PyTorch finds such a device, else ``"cpu"``."""
    return "cuda" if torch.cuda.is_available() else "cpu"


class SmallCNN(nn.Module):
    """Two convolutions, one hidden layer, dropout after both: small enough for a laptop.

    Parameters
    ----------
    n_classes : int
    image_shape : (height, width) in pixels, both even; a row of X is such an image, line by line
    n_channels : of the convolutions
    n_units : of the hidden layer: the size of the embedding
    dropout : probability that a unit of the hidden layer is left out; half of it for the pixels after the convolutions

    References
    ----------
    The layers, with fewer units: Y. Gal, R. Islam and Z. Ghahramani, Deep Bayesian Active Learning with Image Data, 2017.
    """

    def __init__(
        self,
        n_classes: int = 10,
        image_shape: tuple[int, int] = (8, 8),
        n_channels: int = 16,
        n_units: int = 64,
        dropout: float = 0.5,
    ):
        super().__init__()
        height, width = image_shape
        self.body = nn.Sequential(
            nn.Unflatten(1, (1, height, width)),
            nn.Conv2d(1, n_channels, 3, padding=1), nn.ReLU(),
            nn.Conv2d(n_channels, n_channels, 3, padding=1), nn.ReLU(),
            nn.MaxPool2d(2), nn.Dropout(dropout / 2), nn.Flatten(),
            nn.Linear(n_channels * (height // 2) * (width // 2), n_units), nn.ReLU(), nn.Dropout(dropout),
        )  # fmt: skip
        self.head = nn.Linear(n_units, n_classes)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Scores of the classes, before the softmax, shape (n_samples, n_classes)."""
        return self.head(self.body(X))


class TorchClassifier(NeuralNetClassifier):
    """skorch's classifier for the loop: labels of any kind, a seed, the device that is there.

    Parameters
    ----------
    module : class of a ``torch.nn.Module`` whose last layer is linear; where it has a parameter ``n_classes``, that is passed
    random_state : None or int: weights, order and dropout follow from it, and PyTorch's own random numbers stay as they were
    device : by default :func:`best_device`
    others : those of skorch; by default Adam, 50 epochs of batches of 64, no validation split, no table printed

    Attributes
    ----------
    classes_ : array of shape (n_classes,), sorted

    Examples
    --------
    >>> from alkit import digits
    >>> X, y = digits().X / 16, digits().y
    >>> net = TorchClassifier(max_epochs=5, random_state=0).fit(X[:300], y[:300])
    >>> net.predict_proba(X[300:302]).shape, embed(net, X[300:302]).shape
    ((2, 10), (2, 64))
    """

    def __init__(
        self,
        module: type[nn.Module] = SmallCNN,
        *args: Any,
        random_state: int | None = None,
        criterion: type[nn.Module] = nn.CrossEntropyLoss,
        optimizer: type[torch.optim.Optimizer] = torch.optim.Adam,
        lr: float = 0.005,
        max_epochs: int = 50,
        batch_size: int = 64,
        iterator_valid__batch_size: int = 1024,
        train_split: Any = None,
        device: str | None = None,
        verbose: int = 0,
        **options: Any,
    ):
        self.random_state = random_state
        super().__init__(
            module, *args, criterion=criterion, optimizer=optimizer, lr=lr, max_epochs=max_epochs, batch_size=batch_size,
            iterator_valid__batch_size=iterator_valid__batch_size, train_split=train_split,
            device=device or best_device(), verbose=verbose, **options,
        )  # fmt: skip

    @property
    def classes_(self) -> np.ndarray:
        return self.labels_

    def fit(self, X: Any, y: Any, **options: Any) -> TorchClassifier:
        """Train from new weights, unless ``warm_start`` is set."""
        if not (self.warm_start and self.initialized_):
            self.labels_, self.n_trainings_ = np.unique(np.asarray(y)), 0
        with self._own_random_numbers():
            return super().fit(X, y, **options)

    def partial_fit(self, X: Any, y: Any = None, classes: Any = None, **options: Any) -> TorchClassifier:
        """Train on from the weights there are.

        Raises
        ------
        ValueError
            If a label is new: a network has one output per class, from its first training on.
        """
        if not self.initialized_:
            self.labels_, self.n_trainings_ = np.unique(np.asarray(y if classes is None else classes)), 0
        y = np.asarray(y)
        if len(new := np.setdiff1d(y, self.labels_)):
            known = self.labels_.tolist()
            raise ValueError(f"this network knows the classes {known}, and cannot learn {new.tolist()} any more")
        with self._own_random_numbers():
            return super().partial_fit(X, np.searchsorted(self.labels_, y), **options)

    def predict_proba(self, X: Any) -> np.ndarray:
        """Class probabilities, shape (n_samples, n_classes), a column for each of ``classes_``."""
        proba = super().predict_proba(X).astype(float)
        return np.asarray(proba / proba.sum(axis=1, keepdims=True))  # single precision adds up to nearly 1

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class, shape (n_samples,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def get_dataset(self, X: Any, y: Any = None) -> Any:
        """As skorch's, of rows in single precision, which PyTorch's layers want."""
        return super().get_dataset(as_float32(X), y)

    def get_params_for(self, prefix: str) -> dict[str, Any]:
        """As skorch's, with the number of classes for a module that asks for it."""
        params = super().get_params_for(prefix)
        if prefix == "module" and "n_classes" in inspect.signature(self.module).parameters and hasattr(self, "labels_"):
            params.setdefault("n_classes", len(self.labels_))
        return params

    @contextmanager
    def _own_random_numbers(self) -> Iterator[None]:
        """Within, PyTorch's random numbers follow from the seed and from how often this network has been trained."""
        if self.random_state is None:
            yield
            return
        self.n_trainings_ += 1
        with torch.random.fork_rng():
            torch.manual_seed(int(np.random.default_rng([self.random_state, self.n_trainings_]).integers(2**31)))
            yield


def as_float32(X: Any) -> Any:
    """Rows as numbers of single precision; what is no table of numbers, a dictionary of tensors say, as it is."""
    X = X.toarray() if hasattr(X, "toarray") else X
    return X if isinstance(X, (torch.Tensor, dict, torch.utils.data.Dataset)) else np.asarray(X, dtype=np.float32)


# ---- what strategies ask of any network of skorch --------------------------------------------------------------


@embed.register(NeuralNet)
def _(model: Any, X: Any) -> np.ndarray:
    seen: list[np.ndarray] = []
    hook = _last_linear(model).register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach().cpu().numpy()))
    try:
        model.forward(as_float32(X))
    finally:
        hook.remove()
    return np.concatenate(seen).astype(float)


@last_layer.register(NeuralNet)
def _(model: Any) -> np.ndarray:
    layer = _last_linear(model)
    weights = layer.weight.detach().cpu().numpy()
    intercept = np.zeros(len(weights)) if layer.bias is None else layer.bias.detach().cpu().numpy()
    return np.column_stack([weights, intercept]).astype(float)


def _last_linear(model: Any) -> nn.Linear:
    layers = [layer for layer in model.module_.modules() if isinstance(layer, nn.Linear)]
    if not layers:
        raise ValueError(f"{type(model.module_).__name__} has no linear layer, so what its last layer sees is not known")
    return layers[-1]


@dataclass(frozen=True)
class MCDropout:
    """A network with dropout as a committee: each member leaves out other units, the same ones for every sample.

    Monte Carlo dropout takes a network with units left out at random for a draw from the posterior.  A member's mask is held
    fixed over the whole pool, so that its answers to a batch belong together, as BatchBALD needs it.

    Parameters
    ----------
    n_members : int, at least 2
    random_state : int, of the masks

    Raises
    ------
    ValueError
        When called with a network that has no dropout.

    References
    ----------
    Y. Gal and Z. Ghahramani, Dropout as a Bayesian Approximation, 2016; masks held fixed: A. Kirsch, J. van Amersfoort and
    Y. Gal, BatchBALD, 2019.

    Examples
    --------
    >>> from alkit import QueryByCommittee, digits, disagreement
    >>> strategy = QueryByCommittee(disagreement.bald, members=MCDropout(50))
    """

    n_members: int = MEMBERS
    random_state: int = 0

    def __call__(self, model: Any, X: Any) -> np.ndarray:
        """What each member predicts, shape (n_members, n_samples, n_classes)."""
        layers = [layer for layer in model.module_.modules() if isinstance(layer, DROPOUT) and layer.p > 0]
        if not layers:
            raise ValueError(f"MC dropout needs a network with dropout, but {type(model.module_).__name__} has none")
        tables = []
        for member in range(self.n_members):
            hooks = [layer.register_forward_hook(self._mask(member, k)) for k, layer in enumerate(layers)]
            try:
                tables.append(model.predict_proba(X))
            finally:
                for hook in hooks:
                    hook.remove()
        return np.stack(tables)

    def _mask(self, member: int, place: int) -> Any:
        """A hook that multiplies what a dropout layer lets through (all, outside of training) with this member's mask."""

        def masked(layer: Any, _: Any, output: torch.Tensor) -> torch.Tensor:
            per_channel = not isinstance(layer, nn.Dropout)
            shape = (output.shape[1], *[1] * (output.ndim - 2)) if per_channel else output.shape[1:]
            kept = np.random.default_rng([self.random_state, member, place]).random(shape) >= layer.p
            return output * torch.as_tensor(kept / (1 - layer.p), dtype=output.dtype, device=output.device)

        return masked


@predict_members.register(NeuralNetClassifier)
def _(model: Any, X: Any) -> np.ndarray:
    return MCDropout()(model, X)
