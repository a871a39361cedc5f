"""The output formats: one module each, pure functions from findings to text.

`render` makes the part of one file, so that no more than one tree is in memory, and `join` a report of the parts.
"""
