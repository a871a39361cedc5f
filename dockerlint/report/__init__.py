"""The output formats: one module each, pure functions from findings to text.

`render` makes the part of one file, so that only one tree at a time is in memory, and `join` a report of the
parts.
"""
