"""Rules of the packages family."""
