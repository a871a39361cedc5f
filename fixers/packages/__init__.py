"""Fixers of the packages family."""
