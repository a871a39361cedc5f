"""Fixers of the style family."""
