"""Rules of the user family."""
