"""A pool made on disk: what it holds, that it goes away, and that nothing else does."""

import numpy as np
import pytest

from alkit import datasets, large_pool
from alkit.datasets import large


def test_rows_do_not_depend_on_how_many_there_are(tmp_path):
    few, many = large_pool(tmp_path / "few.npy", 70_000, 5), large_pool(tmp_path / "many.npy", 140_000, 5)
    np.testing.assert_array_equal(few.X, many.X[:70_000])
    np.testing.assert_array_equal(few.y, many.y[:70_000])
    assert many.X.dtype == np.float32 and many.y.dtype == np.int8 and not many.X.flags.writeable
    other = large_pool(tmp_path / "other.npy", 1000, 5, random_state=1)
    assert (few.X[:1000] != other.X).any()
    assert abs(many.X[:, 0].std() - 1) < 0.01 and abs(many.X[:, 4].std() - 0.5**0.5) < 0.01


def test_classes_follow_a_rule_that_can_be_learned(tmp_path):
    from sklearn.linear_model import LogisticRegression

    with large_pool(tmp_path / "pool.npy", 12_000, 16, n_classes=3) as (X, y):
        assert set(np.unique(y)) == {0, 1, 2} and np.bincount(y).min() > 1000
        assert LogisticRegression(max_iter=1000).fit(X[:10_000], y[:10_000]).score(X[10_000:], y[10_000:]) > 0.85
    assert not list(tmp_path.iterdir())


def test_it_is_a_data_set_and_can_be_removed_twice(tmp_path):
    data = large_pool(tmp_path / "pool.npy", 100, 3)
    assert isinstance(data, datasets.Dataset) and data.classes == (0, 1) and "Licence" not in data.about
    first = np.array(data.X)
    data.remove()
    data.remove()
    np.testing.assert_array_equal(data.X, first)  # the open map outlives its name
    assert not list(tmp_path.iterdir())


def test_no_file_is_overwritten_and_no_half_one_is_left(tmp_path, monkeypatch):
    mine = tmp_path / "mine.npy"
    mine.write_text("dear to me")
    for path, said in ((mine, "which exists"), (tmp_path / "pool.bin", "ends in .npy")):
        with pytest.raises(ValueError, match=said):
            large_pool(path, 10)
    with pytest.raises(ValueError, match="needs 400000.0 GB on disk, but .* left"):
        large_pool(tmp_path / "huge.npy", 10**12, 100)
    for wrong in ({"n_rows": 0}, {"n_features": 0}, {"n_classes": 1}):
        with pytest.raises(ValueError, match="must be at least 1, n_classes 2 to 127; got"):
            large_pool(tmp_path / "wrong.npy", **wrong)

    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(large._Hidden, "block", interrupted)
    with pytest.raises(KeyboardInterrupt):
        large_pool(tmp_path / "half.npy", 10)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.npy"] and mine.read_text() == "dear to me"
