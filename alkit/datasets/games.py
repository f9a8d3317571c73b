"""Tables for games: the play-tennis table is Quinlan's; the animals are ours."""

from __future__ import annotations

import numpy as np

from alkit.datasets.base import Dataset, about


def play_tennis() -> Dataset:
    """Fourteen days, four features, and whether one played: the table on which information gain is taught.

    Source: J. R. Quinlan, Induction of Decision Trees, 1986, table 1, there of Saturday mornings and the classes P and N;
    as days on which somebody plays tennis: T. M. Mitchell, Machine Learning, 1997, table 3.2.

    Licence: fourteen lines, quoted.

    >>> play_tennis().X[0].tolist()
    ['sunny', 'hot', 'high', 'weak']
    """
    days = [line.split() for line in _TENNIS.strip().splitlines()]
    table = np.array(days)
    names = ("outlook", "temperature", "humidity", "wind")
    return Dataset("play tennis", table[:, :4], table[:, 4], ("no", "yes"), names, about=about(play_tennis))


def animals() -> Dataset:
    """32 animals and 16 yes-or-no questions about them: the pool for twenty questions.  X is boolean, y the names.

    Source: made up for this course.

    Licence: BSD-3-Clause, as alkit.

    >>> zoo = animals()
    >>> zoo.X.shape, bool(zoo.X[list(zoo.y).index("penguin"), zoo.feature_names.index("Can it fly?")])
    ((32, 16), False)
    """
    rows = [line.split() for line in _ANIMALS.strip().splitlines()]
    names = np.array([name for name, _ in rows])
    X = np.array([[bit == "1" for bit in bits] for _, bits in rows])
    return Dataset("animals", X, names, tuple(names.tolist()), _QUESTIONS, about=about(animals))


_TENNIS = """
sunny hot high weak no
sunny hot high strong no
overcast hot high weak yes
rain mild high weak yes
rain cool normal weak yes
rain cool normal strong no
overcast cool normal strong yes
sunny mild high weak no
sunny cool normal weak yes
rain mild normal weak yes
sunny mild normal strong yes
overcast mild high strong yes
overcast hot normal weak yes
rain mild high strong no
"""

_QUESTIONS = (
    "Is it a mammal?",
    "Is it a bird?",
    "Can it fly?",
    "Does it spend much of its life in or on water?",
    "Does it hunt or catch other animals to eat?",
    "Is it bigger than a grown person?",
    "Does it stand on four legs?",
    "Does it lay eggs?",
    "Is it often kept at home or on a farm?",
    "Is it known for stripes, spots or another pattern?",
    "Does it have horns, or tusks that show?",
    "Is it one of the big animals of an African safari?",
    "Is it known as an animal of the night?",
    "Does it have more than four legs or arms?",
    "Does it hop or jump to get about?",
    "Does it have a very long neck, or a trunk?",
)

# One digit per question, in the order above.  Where nature is undecided (most sharks bear live young, some lay eggs; a
# grown pig is heavier than a person, but lower) we took the usual answer of a guessing game.
_ANIMALS = """
dog          1000101010000000
cat          1000101010001000
horse        1000011010000000
cow          1000011011100000
pig          1000001010000000
rabbit       1000001010000010
lion         1000111000010000
tiger        1000111001000000
zebra        1000011001010000
giraffe      1000011001110001
elephant     1000011000110001
hippopotamus 1001011000010000
kangaroo     1000000000000010
bat          1010100000001000
whale        1001110000000000
seal         1001100000000000
bear         1000111000000000
chicken      0100000110000000
duck         0111000110000000
eagle        0110100100000000
owl          0110100100001000
penguin      0101100100000000
ostrich      0100010100010001
crocodile    0001111100010000
frog         0001101100000010
snake        0000100101000000
goldfish     0001000110000000
shark        0001110000000000
bee          0010000111000100
butterfly    0010000101000100
spider       0000100100000100
octopus      0001100100000100
"""
