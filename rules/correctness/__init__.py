"""Rules of the correctness family."""
