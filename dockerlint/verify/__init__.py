"""Two Dockerfiles built, run and compared: whether a rewrite does what the original does, and what it gains.

Nothing of this room is imported on the check path; it needs an engine.
"""
