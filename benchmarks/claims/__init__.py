"""What the chapters claim, measured again on seeds that they do not show: ``python -m benchmarks.claims``.

``ledger.py`` says what a claim is, ``chapter_NN.py`` holds those of a chapter, ``measuring.py`` measures them, ``page.py``
writes docs/claims.md.  A cell that makes a claim carries its name as a tag, "claim:04-density-width" say.
"""
