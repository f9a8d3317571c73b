"""alkit: learn active learning by doing it.

Public names are listed here and loaded when first used, so that ``import alkit`` touches nothing heavy.
"""

from importlib import import_module

__version__ = "0.1.0"

_ROOMS = {
    "information": "entropy cross_entropy kl_divergence joint_table joint_entropy conditional_entropy information_gain expected_entropy",
    "acquisition": "",
    "disagreement": "",
    "strategies": "random_sampling least_confidence_sampling margin_sampling entropy_sampling decision_margin_sampling",
    "randomized": "stochastic_batch epsilon_greedy",
    "committees": "query_by_committee epig_sampling",
    "posterior": "PosteriorSamples",
    "expected": "expected_error_reduction expected_information_gain",
    "geometry": "core_set_sampling density_weighted diverse_sampling ranked_batch typiclust_sampling",
    "gradients": "badge_sampling expected_gradient_length_sampling",
    "batch_bald": "batch_bald_sampling",
    "regression": "committee_variance greedy_sampling_x greedy_sampling_y greedy_sampling_xy",
    "adapters": "from_scikit_activeml",
    "learner": "ActiveLearner",
    "stopping": "budget target_score no_candidates confidence_reached plateau overall_uncertainty classification_change stabilizing_predictions any_of all_of",
    "oracles": "simulated seed_set",
    "labels": "LabelLog",
    "session": "LabelingSession",
    "experiment": "compare",
    "evaluation": "",
    "published": "",
    "datasets": "Dataset digits iris wine breast_cancer two_moons blobs play_tennis animals",
    "exercises": "check_value check_function",
    "plots": "",
    "widgets": "",
    "widgets.oracle": "label",
    "widgets.run": "run_explorer",
    "widgets.twenty_questions": "twenty_questions",
    "widgets.split": "split_explorer",
    "widgets.strategy": "strategy_explorer",
    "widgets.committee": "committee_explorer",
    "widgets.bench": "comparison_bench",
    "widgets.uncertainty": "entropy_explorer triangle_explorer",
}  # fmt: skip
_HOME = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = sorted([*_HOME, *(room for room in _ROOMS if "." not in room)])


def __getattr__(name: str):
    if name in _HOME:
        return getattr(import_module(f"alkit.{_HOME[name]}"), name)
    if name in _ROOMS:
        return import_module(f"alkit.{name}")
    raise AttributeError(f"module 'alkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
