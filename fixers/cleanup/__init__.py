"""Fixers of the cleanup family."""
