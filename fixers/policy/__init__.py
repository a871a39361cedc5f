"""Fixers of the policy family."""
