"""A PostgreSQL server of one's own, in a temporary folder and on a socket in it: as an ordinary user, for it refuses root."""

import contextlib
import os
import pathlib
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from typing import Any

import sqlalchemy as sa

DEBIAN = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))


def programs():
    """The folder of initdb and postgres, the newest version; None where they are not installed."""
    for folder in [*reversed(DEBIAN), *map(pathlib.Path, os.get_exec_path())]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


@contextlib.contextmanager
def server(*options):
    """Start one with these options, give its URL with a user and a password, and stop it; nothing of it stays."""
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    home, password = pathlib.Path(tempfile.mkdtemp(prefix="pg")), secrets.token_hex(8)
    (home / "password").write_text(password)
    run: dict[str, Any] = {"cwd": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    if user is not None:
        run |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        for path in (home, home / "password"):
            os.chown(path, user.pw_uid, user.pw_gid)
    bin_, data = programs() or pathlib.Path(), home / "data"
    make: list[Any] = [
        "initdb",
        "-D",
        data,
        "-U",
        "teacher",
        "-A",
        "scram-sha-256",
        "--pwfile",
        home / "password",
        "--no-sync",
        "--no-locale",
    ]
    subprocess.run([bin_ / make[0], *make[1:], "-E", "UTF8"], check=True, **run)
    process = subprocess.Popen([bin_ / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", *options], **run)
    try:
        yield _ready(f"postgresql://teacher:{password}@/postgres?host={home}", process)
    finally:
        process.send_signal(2)  # "fast": without waiting for those who are connected
        process.wait(30)
        shutil.rmtree(home)


def _ready(url, process, seconds=60):
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), poolclass=sa.NullPool)
    end = time.monotonic() + seconds
    while True:
        try:
            engine.connect().close()
            return url
        except sa.exc.OperationalError:
            assert process.poll() is None and time.monotonic() < end, "the server did not start"
            time.sleep(0.05)


def new_database(url, name):
    """An empty database on a server that runs; its URL."""
    there = sa.make_url(url).set(drivername="postgresql+psycopg")
    with sa.create_engine(there, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)
