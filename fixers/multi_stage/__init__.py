"""Fixers of the multi-stage family."""
