"""Many runs, kept on disk, and what may be said of them.  Its files load when first used: they need pandas."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["comparison", "evaluation", "published", "recorded", "storage"],
    submod_attrs={"comparison": ["compare"], "storage": ["load", "save"]},
)
