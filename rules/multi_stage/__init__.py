"""Rules of the multi-stage family."""
