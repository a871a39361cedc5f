"""Tables of facts: base images, package managers, peers' rule ids. No decisions."""
