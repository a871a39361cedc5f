"""Rules of the shell family."""
