"""Rule, finding, registry and the pass that runs rules."""
