"""Rule, finding, registry, suppressions, and the pass that runs rules."""
