"""Fixers of the layer-order family."""
