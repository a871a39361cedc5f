"""Rules of the cleanup family."""
