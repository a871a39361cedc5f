"""Rules of the cache family."""
