"""Numbers known from elsewhere, with their sources."""

import numpy as np

# T. Mitchell, Machine Learning, 1997, section 3.4.1, from the table of Quinlan 1986
TENNIS_GAINS = {"outlook": 0.247, "humidity": 0.152, "wind": 0.048, "temperature": 0.029}

SHARES_OF_ZEROS = [0, 0.3, 0.58, 0.9, 1]  # of forests and neighbors most probabilities are 0; 1 stands for one-hot rows


def with_zeros(proba, share, rng):
    """The distributions with this share of their numbers set to 0, but for the largest of each."""
    kept = proba == proba.max(axis=-1, keepdims=True)
    proba = np.where(kept | (rng.random(proba.shape) >= share), proba, 0.0)
    return proba / proba.sum(axis=-1, keepdims=True)


# closed forms, in bits
ENTROPIES = [
    ([1.0], 0.0),
    ([1.0, 0.0, 0.0], 0.0),
    ([0.5, 0.5], 1.0),
    ([0.5, 0.25, 0.25], 1.5),
    ([0.25] * 4, 2.0),
    ([1 / 3] * 3, np.log2(3)),
    (2.0 ** -np.minimum(np.arange(1, 12), 10), 2 - 2.0**-9),  # geometric, cut off: Cover and Thomas, problem 2.1
]
