"""Cards for what came of a guess: a line of text for tests and terminals, the same on a page, and perhaps a picture."""

from __future__ import annotations

import base64
import html
import re
import sys
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from alkit import plots

# As with the cards of checks: the page's own ink, and white on colors that can be seen in every theme.
SIGNS = {True: ("✓", "#1a7f37"), None: ("…", "#686e75")}
CARD = """<div style="border-left: 6px solid {color}; padding: 6px 12px; line-height: 24px">\
<span aria-hidden="true" style="display: inline-block; width: 24px; margin-right: 8px; text-align: center; \
border-radius: 12px; color: #ffffff; background-color: {color}">{sign}</span>{words}{more}</div>"""


class Card:
    """What is shown of a guess, as a line and as a card.

    Parameters
    ----------
    done : True, or None where there is nothing yet
    words : the line
    note : a second sentence, empty as a rule
    table : rows of texts, the first of them the head; only on the card
    """

    def __init__(self, done: bool | None, words: str, note: str = "", table: Sequence[Sequence[str]] = ()):
        self.done, self.words, self.table = done, f"{words} {note}".strip(), table

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        sign, color = SIGNS[self.done]
        card = CARD.format(sign=sign, color=color, words=_as_data(self.words), more=self._rows())
        return {"text/plain": self.words, "text/html": card}

    def _rows(self) -> str:
        if not self.table:
            return ""
        head, *rows = [[_as_data(cell) for cell in row] for row in self.table]
        top = "".join(f'<th scope="col" style="text-align: left">{cell}</th>' for cell in head)
        body = "".join("<tr>" + "".join(f'<td style="text-align: left">{cell}</td>' for cell in row) + "</tr>" for row in rows)
        table = f'<table style="margin: 6px 0"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
        return f'<div tabindex="0" role="region" aria-label="your guesses" style="overflow-x: auto">{table}</div>'


class Picture:
    """A figure with its description, on a page."""

    def __init__(self, figure: Figure, words: str):
        self.png, self.words = plots.png(figure), words

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """As HTML: JupyterLab shows a bare picture without its description."""
        source = f"data:image/png;base64,{base64.b64encode(self.png).decode()}"
        return {"text/html": f'<img src="{source}" alt="{html.escape(self.words)}">', "text/plain": self.words}


def _as_data(words: str) -> str:
    """Words as HTML that holds no markup, and no formula: those that begin one stand in an element of their own."""
    return re.sub(r"[$\\]", r"<span>\g<0></span>", html.escape(words))


def show(card: Card, figure: Figure | None = None) -> None:
    """A card, and below it a picture, where there is a notebook; else a line."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        print(card.words)
        return
    from IPython.display import display

    display(card)
    if figure is not None:
        display(Picture(figure, card.words))
