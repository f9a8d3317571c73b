"""The one catalog: what is exported, what every menu offers, what the test of all strategies tries.

A new strategy, data set or kind of model is one line here, beside its own file.  Nothing heavy is imported: homes are named, and
what a menu offers is made when the menu is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

import alkit


class Entry(NamedTuple):
    """A public name.

    Attributes
    ----------
    name : as in ``from alkit import name``
    home : file of the package in which it is defined
    menu : what the menus of the widgets call it; empty where it is in none
    make : function without arguments that makes what the menu offers; by default the named thing itself
    task : "classes" or "numbers": what a strategy needs the oracle to answer with
    """

    name: str
    home: str
    menu: str = ""
    make: Callable[[], Any] | None = None
    task: str = "classes"

    def get(self) -> Any:
        """What the menu offers."""
        return getattr(alkit, self.name) if self.make is None else self.make()


STRATEGIES = [
    Entry("margin_sampling", "strategies.uncertainty", "margin"),
    Entry("entropy_sampling", "strategies.uncertainty", "entropy"),
    Entry("least_confidence_sampling", "strategies.uncertainty", "least confidence"),
    Entry("decision_margin_sampling", "strategies.uncertainty", "closest to the boundary"),
    Entry("DensityWeighted", "strategies.density", "density-weighted entropy", lambda: alkit.DensityWeighted(alkit.entropy_sampling)),
    Entry("QueryByCommittee", "strategies.committee", "BALD (committee)", lambda: alkit.QueryByCommittee(alkit.disagreement.bald)),
    Entry("EPIGSampling", "strategies.committee", "EPIG (committee)", lambda: alkit.EPIGSampling()),
    Entry("BatchBALDSampling", "strategies.batch_bald", "BatchBALD (committee)", lambda: alkit.BatchBALDSampling()),
    Entry("ExpectedErrorReduction", "strategies.expected", "expected error reduction", lambda: alkit.ExpectedErrorReduction(max_candidates=10)),
    Entry("ExpectedInformationGain", "strategies.expected", "expected information gain", lambda: alkit.ExpectedInformationGain(max_candidates=10)),
    Entry("core_set_sampling", "strategies.coverage", "core-set"),
    Entry("DiverseSampling", "strategies.coverage", "diverse margin", lambda: alkit.DiverseSampling(alkit.margin_sampling)),
    Entry("RankedBatch", "strategies.coverage", "ranked batch", lambda: alkit.RankedBatch()),
    Entry("typiclust_sampling", "strategies.coverage", "TypiClust"),
    Entry("ProbCover", "strategies.probcover", "ProbCover", lambda: alkit.ProbCover(n_clusters=10)),
    Entry("badge_sampling", "strategies.gradients", "BADGE"),
    Entry("expected_gradient_length_sampling", "strategies.gradients", "expected gradient length"),
    Entry("StochasticBatch", "strategies.randomized", "stochastic margin", lambda: alkit.StochasticBatch(alkit.margin_sampling)),
    Entry("EpsilonGreedy", "strategies.randomized", "epsilon-greedy margin", lambda: alkit.EpsilonGreedy(alkit.margin_sampling)),
    Entry("random_sampling", "strategies.uncertainty", "random"),
    Entry("CommitteeVariance", "strategies.regression", "committee variance", lambda: alkit.CommitteeVariance(), task="numbers"),
    Entry("greedy_sampling_x", "strategies.regression", "greedy in x", task="numbers"),
    Entry("greedy_sampling_y", "strategies.regression", "greedy in y", task="numbers"),
    Entry("greedy_sampling_xy", "strategies.regression", "greedy in x and y", task="numbers"),
    Entry("Blockwise", "strategies.blockwise", make=lambda: alkit.Blockwise(alkit.margin_sampling, block_size=10)),
    Entry("Subsampled", "strategies.fewer", make=lambda: alkit.Subsampled(alkit.margin_sampling, n_candidates=20)),
    Entry("Preselected", "strategies.fewer", make=lambda: alkit.Preselected(alkit.margin_sampling, n_candidates=15)),
    Entry("HumanFeedback", "strategies.feedback", make=lambda: alkit.HumanFeedback()),
    Entry("BalancedGroups", "strategies.groups", make=lambda: alkit.BalancedGroups(alkit.entropy_sampling)),
    Entry("CostWeighted", "strategies.costs", make=lambda: alkit.CostWeighted(alkit.entropy_sampling)),
    Entry("ScikitActiveml", "strategies.skactiveml", make=lambda: alkit.ScikitActiveml(import_module("skactiveml.pool").UncertaintySampling())),
]  # fmt: skip

DATASETS = [
    Entry("two_moons", "datasets.made", "two moons", lambda: alkit.two_moons),
    Entry("blobs", "datasets.made", "four clouds", lambda: alkit.blobs),
    Entry("iris", "datasets.small", "iris", lambda: alkit.iris),
    Entry("wine", "datasets.small", "wine", lambda: alkit.wine),
    Entry("breast_cancer", "datasets.small", "breast cancer", lambda: alkit.breast_cancer),
    Entry("digits", "datasets.small", "digits", lambda: alkit.digits),
    Entry("play_tennis", "datasets.games"),
    Entry("animals", "datasets.games"),
]

OTHERS = {
    "information": "entropy cross_entropy kl_divergence joint_table joint_entropy conditional_entropy information_gain expected_entropy",
    "strategies.several": "LabelUncertainty",
    "strategies.for_skactiveml": "ForScikitActiveml",
    "models.posterior": "PosteriorSamples",
    "models.laplace": "LastLayerLaplace",
    "models.bradley_terry": "BradleyTerry",
    "pairs": "Pair in_pairs",
    "pool.parquet": "ParquetPool",
    "learner": "ActiveLearner",
    "stopping": "budget cost_budget target_reached no_candidates confidence_reached plateau overall_uncertainty classification_change stabilizing_predictions small_prediction_sets any_of all_of",
    "oracles": "simulated Annotator recorded weak_oracle SecondOpinion contradicts Repeating",
    "splits": "Split stratified_split random_split group_split seed_set",
    "datasets.base": "Dataset",
    "datasets.docstrings": "docstrings",
    "datasets.small": "diabetes_progression",
    "datasets.fetched": "images twenty_newsgroups",
    "datasets.finance": "bank_loans card_defaults mortgages",
    "datasets.medicine": "parkinson_voices diabetes cell_images",
    "datasets.pictures": "pictures",
    "datasets.texts": "food_reviews pet_names spam_emails",
    "datasets.large": "large_pool",
    "datasets.made": "repeated confounded digit_strips",
    "datasets.recording": "Recording",
    "datasets.sounds": "recordings",
    "datasets.vowels": "spoken_vowels vowel",
    "labeling.agreement": "cohen_kappa fleiss_kappa percent_agreement",
    "labeling.consensus": "majority dawid_skene",
    "labeling.relabeling": "run_with_repeats only_new AskEach LeastSettled",
    "labeling.stream": "run_on_stream VariableThreshold SteadyThreshold",
    "labeling.store": "LabelLog",
    "labeling.reasons": "explain_query",
    "labeling.session": "LabelingSession",
    "labeling.standing_in": "stand_in",
    "labeling.kinds": "Number OneClass SeveralClasses",
    "labeling.opening": "open_session",
    "labeling.team": "join_session",
    "labeling.classroom": "classroom",
    "labeling.joint": "joint",
    "labeling.exchange.files": "export_answers import_answers",
    "experiment.active_testing": "draw_by_score lure_weights",
    "experiment.comparison": "compare",
    "exercises": "check_value check_function",
    "exercises.registry": "check progress",
    "widgets.labeling": "label",
    "widgets.joining": "join",
    "widgets.class_board": "class_board",
    "widgets.bench": "comparison_bench",
    "widgets.guess": "guess reveal",
    "widgets.guess_scores": "your_bits your_calibration",
    "widgets.explorers.run": "run_explorer",
    "widgets.explorers.scale": "scale_explorer",
    "widgets.explorers.split": "split_explorer",
    "widgets.explorers.strategy": "strategy_explorer",
    "widgets.explorers.committee": "committee_explorer",
    "widgets.explorers.costs": "cost_explorer",
    "widgets.explorers.entropy": "entropy_explorer",
    "widgets.explorers.guide": "strategy_guide",
    "widgets.explorers.fairness": "fairness_explorer",
    "widgets.explorers.noise": "noise_explorer",
    "widgets.explorers.training": "watch_training",
    "widgets.explorers.triangle": "triangle_explorer",
    "widgets.explorers.descent": "descent_explorer",
    "widgets.explorers.batch": "batch_explorer",
    "widgets.explorers.replay": "replay_session",
    "widgets.games.twenty_questions": "twenty_questions",
    "widgets.games.bug_hunt": "bug_hunt",
    "widgets.games.bottles": "bottles",
    "widgets.games.beat": "beat_the_machine",
    # modules that are public names themselves
    "scores": "uncertainty disagreement",
    "experiment": "evaluation published",
}  # fmt: skip
ROOMS = "catalog datasets exercises experiment information labeling modalities models pairs plots pool scores splits strategies widgets".split()


def exports() -> dict[str, list[str]]:
    """Home -> public names: what ``alkit`` gives, and its stub lists."""
    homes = {home: names.split() for home, names in OTHERS.items()}
    for entry in [*STRATEGIES, *DATASETS]:
        homes.setdefault(entry.home, []).append(entry.name)
    return homes


def strategies(task: str = "classes") -> dict[str, Any]:
    """What a menu of strategies offers: name -> strategy."""
    return {e.menu: e.get() for e in STRATEGIES if e.menu and e.task == task}


def data() -> dict[str, Callable[[], Any]]:
    """What a menu of data offers: name -> function that makes the Dataset."""
    clouds = {f"{word} clouds": partial(alkit.blobs, n_classes=n) for n, word in ((2, "two"), (3, "three"))}
    return {e.menu: e.get() for e in DATASETS if e.menu} | clouds


def models() -> dict[str, Callable[[], Any]]:
    """What a menu of models offers: name -> function that makes the estimator."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import GaussianNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    return {
        "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
        "naive Bayes": lambda: GaussianNB(var_smoothing=1e-2),
        "random forest": lambda: RandomForestClassifier(10),
        "support vector machine": lambda: make_pipeline(StandardScaler(), SVC()),
    }


def committees() -> dict[str, Callable[[int], Any]]:
    """What a menu of committees offers: name -> function of the number of members that makes the estimator."""
    from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, VotingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import GaussianNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier

    different = [
        ("logistic regression", LogisticRegression(C=10)),
        ("naive Bayes", GaussianNB(var_smoothing=0.1)),
        ("nearest neighbor", KNeighborsClassifier(1)),
        ("tree", DecisionTreeClassifier(random_state=0)),
        ("support vector machine", SVC()),  # it gives no probabilities: sure of its vote
    ]
    return {
        "samples of the posterior": lambda n: alkit.PosteriorSamples(n, C=10),
        "bagging": lambda n: BaggingClassifier(LogisticRegression(C=10), n),
        "random trees": RandomForestClassifier,
        "different models": lambda n: VotingClassifier(different[:n]),
    }


def measures() -> dict[str, Callable[[Any], Any]]:
    """What a menu of measures of disagreement offers: name -> function of the members' probabilities."""
    return {
        "BALD = KL to consensus": alkit.disagreement.bald,
        "vote entropy": alkit.disagreement.vote_entropy,
        "consensus entropy": alkit.disagreement.consensus_entropy,
        "variation ratio": alkit.disagreement.variation_ratio,
    }
