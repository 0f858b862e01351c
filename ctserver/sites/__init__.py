"""Sites as YAML files: read with line numbers, checked, and written into an empty database.

The files that ship with the product are in `fixtures/`.
"""
