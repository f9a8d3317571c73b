"""How the static site is made: `make site`.  Sphinx reads the repository as it lies there; what is ours is in pages.py."""

import importlib.machinery
import importlib.resources
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

project = "alkit"
html_title = "alkit"
author = "the authors of alkit"
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon", "pages"]
root_doc = "README"
include_patterns = ["*.md", "docs/*.md", "docs/decisions/*.md", "docs/site/*.md", "docs/site/reference/*.rst"]
include_patterns += ["notebooks/*.md", "notebooks/[0-9]*.ipynb", "notebooks/solutions/[0-9]*.ipynb"]
exclude_patterns = [
    ".*",
    "CHANGELOG.md",
    "artifacts",
    "build",
    "docs/site/contents.md",
    "labels",
    "lite",
    "my-notebooks",
    "site",
    "tests",
]

# Notebooks: what is stored is shown; nothing runs.
nb_execution_mode = "off"
nb_code_prompt_show = "Guess first; then show the {type}"  # only what tells the answer to a guess is collapsed
nb_code_prompt_hide = "Hide the {type}"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 4

# Docstrings: numpydoc's layout.
autodoc_default_options = {
    "members": True,
    "member-order": "bysource",
    "ignore-module-all": True,  # each thing where it is defined, and nowhere else
    "exclude-members": "set_fit_request, set_partial_fit_request, set_predict_request, set_score_request",  # scikit-learn's own
}
autodoc_inherit_docstrings = False
autodoc_typehints = "none"  # shapes and units stand in the docstrings
autosummary_generate = False
napoleon_google_docstring = False
napoleon_use_ivar = True

html_theme = "sphinx_book_theme"
html_favicon = "icon.svg"
html_sourcelink_suffix = ""  # each chapter can be taken home as the notebook that it is
html_theme_options = {"home_page_in_toc": True, "show_navbar_depth": 1, "use_fullscreen_button": False, "navbar_persistent": []}
html_context = {"default_mode": "auto"}  # light or dark, as the reader's machine has it
html_js_files = ["site.js"]
# MathJax 3.2.2 as one file that loads no other, so that nothing is asked of another server.
mathjax_path = "tex-svg.js"
html_static_path = ["site.js", str(importlib.resources.files("sphinx-mathjax-offline") / "static/mathjax/tex-svg.js")]

# What reads notebooks would build 38 grammars of addresses when it is imported: seconds, for nothing that is asked here.
sys.modules["rfc3987_syntax"] = None


class Absent(type):
    """A class in place of what PyTorch, skorch and Keras hold: the pages are the same, whether these are installed or not."""

    def __getattr__(cls, name: str) -> "Absent":
        """Any public name is such a class, too."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Absent(name, (), {})


# autodoc's own stand-ins are no classes, and singledispatch asks them for ever what they wrap
for module in ("keras", "keras.wrappers", "skorch", "torch", "torch.nn", "torch.nn.functional"):
    sys.modules[module] = Absent(module, (), {"__spec__": importlib.machinery.ModuleSpec(module, None)})
