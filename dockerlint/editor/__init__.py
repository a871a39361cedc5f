"""The language server: what an editor asks, answered by the same rules, fixers and graph as the commands use."""
