"""Stores to try: an SQLite file, and a PostgreSQL server that is started once for all tests of a worker."""

import itertools
import os

import pytest

from alkit.labeling.store import LabelLog
from tests.labeling import postgres

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres_server():
    """The URL of a server; where none is installed, a skip, or a failure where .ci/run asks for it."""
    if postgres.programs() is None and not os.environ.get("ALKIT_REQUIRE_POSTGRES"):
        pytest.skip("no PostgreSQL server is installed (Debian: apt install postgresql)")
    with postgres.server("-c", "fsync=off") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """The address of an empty store of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "new folder" / "labels.sqlite")
    return postgres.new_database(request.getfixturevalue("postgres_server"), f"labels{next(NUMBERS)}")


@pytest.fixture
def log(store):
    opened = LabelLog(store)
    yield opened
    opened.close()
