"""Fixers of the metadata family."""
