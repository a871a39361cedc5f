"""Fixers of the cache family."""
