"""Fixers of the base-image family."""
