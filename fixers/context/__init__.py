"""Fixers of the context family."""
