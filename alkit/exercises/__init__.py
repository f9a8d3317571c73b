"""Guesses, checks, bug hunts: what a chapter asks of a student, one file a chapter for what is right and which slips are typical."""

from alkit.exercises.checks import check_function, check_value

__all__ = ["check_function", "check_value"]
