"""Rules of the context family."""
