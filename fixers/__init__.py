"""How to rewrite: paired with a rule by family and name. Installs as `dockerlint.fixers`."""
