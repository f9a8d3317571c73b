"""alkit: learn active learning by doing it.

The words of the course, each of which means one thing here:

- *pool*: the samples that may be asked about; its rows are numbered as they were given, and it is never copied or shrunk;
- *seed set*: the rows whose labels are there before anything is asked;
- *oracle*: who answers; a person, or a simulation; None is "I do not know";
- *budget*: the answers asked of the oracle; the seed set is not counted;
- *estimator*: not fitted yet, to be cloned; *model*: a fitted one;
- *strategy*: a function of a pool view (what it may see) that gives each candidate a *score*: higher = ask sooner;
- *metric*: what is measured of a model, on a test set that nobody is asked about;
- *learning curve*: the metric against the answers asked;
- *student*: the person; *learner*: an :class:`~alkit.learner.ActiveLearner`.

Shapes, everywhere: ``proba`` is (n_samples, n_classes), a committee's (n_members, n_samples, n_classes), a score (n_samples,).
Entropies are in bits.  Public names are loaded when first used, so that ``import alkit`` touches nothing heavy.
"""

import lazy_loader

__version__ = "0.8.0"

from alkit import catalog

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=catalog.ROOMS, submod_attrs=catalog.exports())
