"""Rules of the metadata family."""
