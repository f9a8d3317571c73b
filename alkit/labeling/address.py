"""Where labels are kept: a file or a database by its URL, opened so that no password of it is ever shown.

Who may read and write is the business of the database, its users and its grants: alkit asks nobody for a name.  Whoever has a
URL with a password has what that user may do; better is a URL without one, and the password in ``~/.pgpass`` or ``PGPASSWORD``.
"""

from __future__ import annotations

import os
import pathlib
from functools import lru_cache

import sqlalchemy as sa

from alkit.labeling import in_page
from alkit.threads import IN_PAGE

POSTGRESQL = ("postgres", "postgresql")  # without a driver's name: psycopg 3
SECRETS = ("password", "passwd", "sslpassword")  # options of a URL that nobody is to see


def url_of(where: str | os.PathLike) -> sa.URL:
    """The URL of a file or of a database.

    Raises
    ------
    ValueError
        If it is no URL that SQLAlchemy understands.  What was given is not repeated: it may hold a password.

    Examples
    --------
    >>> url_of("postgresql://ada@db.example.org/labels").drivername, url_of("labels.sqlite").drivername
    ('postgresql+psycopg', 'sqlite')
    """
    text = os.fspath(where)
    if "://" not in text:
        return sa.URL.create("sqlite", database=text)  # where a ? or a % in a folder's name means nothing else
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        kind = text.partition("://")[0]
        raise ValueError(f"this {kind}:// address cannot be read; expected {kind}://user@host:port/database") from None
    return url.set(drivername="postgresql+psycopg") if url.drivername in POSTGRESQL else url


def shown(where: str | os.PathLike) -> str:
    """An address as it may be shown.

    >>> shown("postgresql://ada:secret@db.example.org/labels"), shown("labels/labels.sqlite")
    ('postgresql://ada:***@db.example.org/labels', 'labels/labels.sqlite')
    """
    if "://" not in os.fspath(where):
        return os.fspath(where)
    return _plain(url_of(where)).render_as_string(hide_password=True)


def to_share(where: str | os.PathLike) -> str:
    """An address as it may be given to others, who bring a password of their own; that of a file is its whole path.

    >>> to_share("postgresql://ada:secret@db.example.org/labels?password=secret")
    'postgresql://ada@db.example.org/labels'
    """
    if "://" not in os.fspath(where):
        return str(pathlib.Path(where).absolute())
    return _plain(url_of(where))._replace(password=None).render_as_string()


def _plain(url: sa.URL) -> sa.URL:
    """Without the driver's name and the secrets among its options."""
    plain = url.difference_update_query([key for key in url.query if key.lower() in SECRETS])
    return plain.set(drivername=url.get_backend_name())


def open_engine(where: str | os.PathLike) -> sa.Engine:
    """A way into the file, which is made if missing, or the database.

    Raises
    ------
    ValueError
        If the address cannot be read, or the driver for it is not installed.
    """
    url = url_of(where)
    if "://" not in os.fspath(where):
        pathlib.Path(where).parent.mkdir(parents=True, exist_ok=True)
        if IN_PAGE:
            return in_page.engine_for(where)
    try:
        if url.get_backend_name() == "sqlite":
            # No pool: a connection lives as long as one call, so that no lock and no open file is left behind.
            return sa.create_engine(url, poolclass=sa.NullPool)
        return _to_server(url)
    except ModuleNotFoundError as error:
        raise ValueError(
            f"labels in {shown(where)} need {error.name}, which is not installed: pip install alkit[shared]"
        ) from error
    except sa.exc.NoSuchModuleError as error:
        raise ValueError(f"no database of this kind is known: {url.drivername}://") from error


@lru_cache
def _to_server(url: sa.URL) -> sa.Engine:
    """One for all sessions of a kernel, however often a cell is run: a server has a hundred connections for a whole class."""
    return sa.create_engine(url, pool_size=2, pool_pre_ping=True)  # two threads; and a server may be restarted


def without_secrets(error: BaseException, where: str | os.PathLike) -> str:
    """What a database says went wrong, without the password that it may repeat."""
    url, said = url_of(where), str(getattr(error, "orig", None) or error)
    hidden = [url.password, *(url.query.get(key) for key in url.query if key.lower() in SECRETS)]
    for secret in filter(None, hidden):
        said = said.replace(str(secret), "***")
    return said
