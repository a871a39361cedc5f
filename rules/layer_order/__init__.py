"""Rules of the layer-order family."""
