"""Write alkit/__init__.pyi from the catalog, so that editors and type checkers know what ``alkit.`` has; make stub."""

import pathlib

from alkit import catalog

STUB = pathlib.Path(__file__).parents[1] / "alkit" / "__init__.pyi"


def stub() -> str:
    """The text of the stub: every room, and every public name from its home."""
    lines = ['"""Written by tools/write_stub.py from alkit/catalog.py; do not edit."""', ""]
    lines += [f"from alkit import {room} as {room}" for room in catalog.ROOMS]
    for home, names in sorted(catalog.exports().items()):
        lines += [f"from alkit.{home} import {name} as {name}" for name in sorted(names)]
    return "\n".join([*lines, "", "__version__: str", "__all__: list[str]", ""])


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
