"""environment.yml and pyproject.toml name the same packages with the same bounds; constraints.txt pins all of them."""

import pathlib
import re
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.version import Version
from rattler import MatchSpec

ROOT = pathlib.Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def from_pyproject(without=()):
    extras = PROJECT["optional-dependencies"].items()
    wanted = [line for name, lines in extras if name not in without for line in lines]
    lines = [*PROJECT["dependencies"], *wanted, f"python{PROJECT['requires-python']}"]
    return {r.name: str(r.specifier) for r in map(Requirement, lines) if r.name != "alkit"}


def from_environment():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = [MatchSpec(e, strict=True) for e in entries if isinstance(e, str) and e != "pip"]
    pip = [Requirement(e) for e in entries[-1]["pip"] if not e.startswith("-")]
    return {s.name.normalized: str(s.version) for s in conda} | {r.name: str(r.specifier) for r in pip}


def test_the_two_ways_in_agree():
    assert from_environment() == from_pyproject(without=["deep", "keras", "site"])  # for those who ask for it


def test_every_package_is_pinned_within_its_bounds():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert all(re.fullmatch(r"[a-z0-9._-]+==[a-z0-9.]+", line) for line in lines), "plain name==version lines only"
    pins = {name.replace("_", "-"): Version(version) for name, version in (line.split("==") for line in lines)}
    wanted = {k: v for k, v in from_pyproject().items() if k != "python"}
    assert {
        name: name in pins and pins[name] in Requirement(name + bounds).specifier for name, bounds in wanted.items()
    } == dict.fromkeys(wanted, True)


def test_the_package_carries_its_scripts_and_styles():
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    carried = {f for package, globs in patterns.items() for g in globs for f in (ROOT / package.replace(".", "/")).glob(g)}
    present = {
        f for f in (ROOT / "alkit").rglob("*") if f.is_file() and f.suffix in {".js", ".css", ".mplstyle", ".pyi", ".typed"}
    }
    assert present == carried
