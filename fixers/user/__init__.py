"""Fixers of the user family."""
