"""Query strategies: which samples to ask about next.  One idea a file; what all have in common is in ``base``."""
