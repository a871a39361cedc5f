"""Fixers of the security family."""
