"""Stages, variables, path flow and invalidation."""
