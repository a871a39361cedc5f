"""What is wrong: one rule, one file. Installs as `dockerlint.rules`."""
