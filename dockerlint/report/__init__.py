"""The output formats: one module each, pure functions from findings to text.

A report of many files is `HEAD`, the files' parts that are not empty joined by `SEPARATOR`, and `TAIL`; `render` makes
the part of one file, so that no more than one tree is in memory.
"""
