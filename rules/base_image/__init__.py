"""Rules of the base-image family."""
