"""Check cells answer whatever a student types."""

import numpy as np
import pytest

from alkit import check_function, check_value


class Nasty:
    def __eq__(self, other):
        raise TypeError("no")

    def __repr__(self):
        return "nasty" * 1000


@pytest.mark.parametrize(
    "answer", [None, "", "x", np.nan, [1, 2], np.zeros((3, 3)), {}, object(), lambda: 1, 1e400, True, [[1], [2, 3]]]
)
def test_whatever_a_student_types_is_answered(answer, capsys):
    check_value(answer, 1.5, "a hint")
    check_function(lambda: answer, [((), np.array([1.0, 2.5]), "a hint")])
    check_function(answer, [((1,), 1.5, "a hint")])
    said = capsys.readouterr().out
    assert said.count("Not yet") == 3 and "a hint" in said


def test_an_error_of_the_student_is_told_in_their_own_words(capsys):
    check_function(lambda x: 1 / x, [((0,), 1, "")])
    assert "raises ZeroDivisionError: division by zero" in capsys.readouterr().out
