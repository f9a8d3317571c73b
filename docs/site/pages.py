"""What the site needs beside Sphinx's own: contents, the reference's pages, words for pictures, links that lead on."""

import inspect
import pathlib
import posixpath
import shutil
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

import alkit

ROOT = pathlib.Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "site" / "reference"  # written at each build
FOLDERS = {"notebooks/solutions": "docs/site/solutions"}  # a folder that a page may link to, and the page that stands for it
ANSWERS = "alkit.exercises.chapter_"  # they hold what is right: no page shows them
LINKS = addnodes.download_reference, addnodes.pending_xref


def add_contents(app: Sphinx, docname: str, source: list[str]) -> None:
    """The README is the front page; the site's contents are added here, so that its other readers need not see them."""
    if docname == app.config.root_doc:
        source[0] += (ROOT / "docs" / "site" / "contents.md").read_text(encoding="utf-8")


def say_what_this_is(app: Sphinx, doctree: nodes.document) -> None:
    """On top of each notebook's page: nothing runs here, and where it does."""
    docname = app.env.docname
    if (ROOT / f"{docname}.ipynb").exists():
        take = relative_uri(app.builder.get_target_uri(docname), f"_sources/{docname}.ipynb")
        begin = app.builder.get_relative_uri(docname, app.config.root_doc) + "#begin"
        note = nodes.paragraph(text="Nothing runs here, and pictures stand for what one can touch. ")
        note += nodes.reference("", "Take this notebook home", refuri=take, internal=True)
        if app.config.browser_edition:
            note += nodes.Text(", ")
            note += nodes.reference("", "try it in this browser", refuri=twin(app, docname), internal=True)
        note += nodes.Text(", or ")
        note += nodes.reference("", "begin with all of them", refuri=begin, internal=True)
        note += nodes.Text(".")
        next(doctree.findall(nodes.section)).insert(1, nodes.note("", note))


def twin(app: Sphinx, docname: str) -> str:
    """Where the same notebook runs: in the folder that `make lite` has put into the site's."""
    notebook = f"{docname}.ipynb".removeprefix("notebooks/")
    return relative_uri(app.builder.get_target_uri(docname), f"{app.config.browser_edition}/lab/index.html?path={notebook}")


def describe_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """A widget's picture is described by the sentence stored beside it, a figure by the heading under which it stands."""
    for bundle in doctree.findall(lambda node: isinstance(node, nodes.Element) and node.get("nb_element") == "mime_bundle"):
        words = " ".join(bundle.astext().split())
        for image in bundle.findall(nodes.image):
            image["alt"] = f"Figure: {title_over(bundle)}" if words.startswith("<Figure") else words


def title_over(node: nodes.Node) -> str:
    """The title of the section in which a node stands."""
    while not isinstance(node, nodes.section):
        node = node.parent
    return node[0].astext()


def lead_on(app: Sphinx, doctree: nodes.document) -> None:
    """A link to a file of the package leads to what the reference says of it; one to a folder to its page, if it has one."""
    here = app.env.docname
    for link in list(doctree.findall(lambda node: isinstance(node, LINKS))):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(here), link["reftarget"]))
        page, place = FOLDERS.get(path), ""
        if path.startswith("alkit/") and path.endswith(".py"):
            name = path.removesuffix(".py").replace("/", ".")
            page, place = f"docs/site/reference/{room_of(name)}", f"#module-{name}"
        if page:
            uri = app.builder.get_relative_uri(here, page) + place
            link.replace_self(nodes.reference("", "", *link.children, refuri=uri, internal=True))
        elif (ROOT / path).is_dir() or (link.get("refspecific") and link["reftarget"].islower()):  # "n" in a type is no name
            link.replace_self(link.children)


def write_reference(app: Sphinx) -> None:
    """A page for each room of the package, and one with all public names before them."""
    shutil.rmtree(REFERENCE, ignore_errors=True)
    REFERENCE.mkdir()
    rooms: dict[str, list[str]] = {}
    for name in modules():
        rooms.setdefault(room_of(name), []).append(name)
    for room, names in rooms.items():
        parts = [heading(room, "="), *(heading(name, "-") + f".. automodule:: {name}\n" for name in names)]
        (REFERENCE / f"{room}.rst").write_text("\n".join(parts), encoding="utf-8")
    (REFERENCE / "index.rst").write_text("\n".join(public_names(list(rooms))), encoding="utf-8")


def room_of(name: str) -> str:
    """The room of a module; those that have none share one page."""
    room = ".".join(name.split(".")[:2])
    return room if (ROOT / room.replace(".", "/")).is_dir() else "alkit"


def modules() -> Iterator[str]:
    """The modules of the package, by name, but for private ones and those that hold answers."""
    for path in sorted((ROOT / "alkit").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if "." in name and "._" not in name and not name.startswith(ANSWERS):
            yield name


def public_names(rooms: list[str]) -> Iterator[str]:
    """The lines of the page of all public names, each with its first sentence."""
    yield heading("Reference", "=") + (inspect.getdoc(alkit) or "") + "\n"
    yield ".. toctree::\n   :hidden:\n\n" + "".join(f"   {room}\n" for room in rooms)
    found: dict[str, list[str]] = {}
    for home, names in alkit.catalog.exports().items():
        found.setdefault(home.split(".")[0], []).extend(f"   {full_name(name)}\n" for name in names)
    for room, lines in sorted(found.items()):
        yield heading(room, "-") + ".. autosummary::\n   :nosignatures:\n\n" + "".join(lines)


def full_name(name: str) -> str:
    """Where a public name is defined, written so that only its last part shows."""
    thing = getattr(alkit, name)
    return thing.__name__ if inspect.ismodule(thing) else f"~{thing.__module__}.{name}"


def heading(text: str, line: str) -> str:
    """A heading of reStructuredText."""
    return f"{text}\n{line * len(text)}\n\n"


def copy_front(app: Sphinx, error: Exception | None) -> None:
    """A server that is asked for a folder looks for index.html: the front page, once more."""
    if error is None:
        shutil.copyfile(pathlib.Path(app.outdir, "README.html"), pathlib.Path(app.outdir, "index.html"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx when to call what."""
    app.add_config_value("browser_edition", "", "env", str)  # the folder beside the pages that holds it, if there is one
    app.connect("builder-inited", write_reference)
    app.connect("source-read", add_contents)
    app.connect("doctree-read", lead_on, priority=400)  # before Sphinx collects what is to be downloaded
    app.connect("doctree-read", say_what_this_is)
    app.connect("doctree-read", describe_pictures)
    app.connect("build-finished", copy_front)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
