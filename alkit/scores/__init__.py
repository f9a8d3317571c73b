"""Acquisition scores: arrays in, scores out, higher = ask sooner; no model, no randomness."""

from alkit.scores import disagreement, uncertainty

__all__ = ["disagreement", "uncertainty"]
