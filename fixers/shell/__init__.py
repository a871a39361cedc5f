"""Fixers of the shell family."""
