"""Explorers: each shows one idea, and lets one touch it."""
