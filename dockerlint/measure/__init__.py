"""Images, layer by layer: read from an engine, an archive or an OCI layout, merged, weighed and compared.

Nothing of this room is imported by other commands than `measure`: see docs/architecture.md on start-up.
"""
