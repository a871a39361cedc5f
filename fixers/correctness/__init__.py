"""Fixers of the correctness family."""
