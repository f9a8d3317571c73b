"""Who answers: oracles that know the truth, and oracles with human or mechanical weaknesses.

An oracle is a function of row numbers that returns one answer each, None for "I do not know"; where it has a method
``cost(rows)``, that is what its answers cost.  The human oracle is a session: see :mod:`alkit.labeling`.
"""

from alkit.oracles.annotator import Annotator
from alkit.oracles.knowing import Oracle, SimulatedOracle, simulated
from alkit.oracles.machines import KnownAnswers, recorded, weak_oracle
from alkit.oracles.repeats import Repeating
from alkit.oracles.routing import SecondOpinion, contradicts

__all__ = [
    "Annotator", "KnownAnswers", "Oracle", "Repeating", "SecondOpinion", "SimulatedOracle", "contradicts", "recorded",
    "simulated", "weak_oracle",
]  # fmt: skip
