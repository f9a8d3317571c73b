"""A ready-made network: its embedding of pictures, held against what it must be by hand."""

import subprocess
import sys

import numpy as np
import pytest


@pytest.fixture(scope="module", autouse=True)
def _needs():
    pytest.importorskip("torch", reason="PyTorch is not installed: pip install alkit[deep]")


@pytest.fixture
def made():
    import torch

    from alkit.models import pretrained

    def embedding(*layers, **options):
        return pretrained.PretrainedEmbedding(torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1)), **options)

    return embedding


RNG = np.random.default_rng(0)
PICTURES = RNG.integers(256, size=(7, 16, 24, 3), dtype=np.uint8)
MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def test_the_colors_arrive_as_those_of_imagenet_at_any_size_and_in_any_batches(made):
    plain = np.tile(PICTURES[:, :1, :1], (1, 16, 24, 1))  # one color each, so that scaling changes nothing
    expected = (plain[:, 0, 0] / 255 - MEAN) / STD
    for side, batch_size in ((16, 64), (5, 2), (40, 1)):
        found = made(side=side, batch_size=batch_size).transform(plain)
        assert found.dtype == np.float32 and np.allclose(found, expected, atol=1e-5)


def test_bytes_and_floats_grey_and_color_are_the_same_pictures(made):
    network = made(side=12)
    assert np.allclose(network.transform(PICTURES), network.transform(PICTURES / 255), atol=1e-5)
    grey = PICTURES[..., 0]
    assert np.allclose(network.transform(grey), network.transform(np.stack([grey] * 3, axis=3)), atol=1e-5)


def test_it_trains_nothing_and_leaves_the_network_as_it_was(made):
    import torch

    norm = torch.nn.BatchNorm2d(3)
    network = made(norm, side=12)
    network.network.train()
    first, second = network.transform(PICTURES), network.fit(PICTURES).transform(PICTURES[:2])
    assert np.allclose(first[:2], second, atol=1e-6), "a picture does not depend on its neighbors"
    assert network.network.training and not norm.running_mean.any()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (np.zeros((3, 64)), "must be an array of shape .*got shape \\(3, 64\\)"),
        (np.zeros((0, 8, 8)), "got shape \\(0, 8, 8\\)"),
        (np.zeros((2, 8, 8, 4)), "got shape \\(2, 8, 8, 4\\)"),
        (np.full((2, 8, 8), 16.0), "bytes, or floats from 0 to 1; got float64 up to 16.0"),
        (np.full((2, 8, 8), np.nan), "bytes, or floats from 0 to 1"),
    ],
)
def test_what_are_no_pictures_is_refused(made, wrong, message):
    with pytest.raises(ValueError, match=message):
        made().transform(wrong)


def test_without_pytorch_one_sentence_says_what_to_install():
    code = """import sys
class Nothing:
    def find_spec(self, name, *more):
        if name.startswith("torch"):
            raise ImportError("it is not there")
sys.meta_path.insert(0, Nothing())
import alkit.models.pretrained"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "ImportError: a ready-made network needs PyTorch: pip install alkit[deep] (it is not there)" in done.stderr
