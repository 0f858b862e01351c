"""All tables, imported together: what is remembered of one is dropped with the rows that its own hang on."""

from importlib import import_module

TABLES = (
    *("actions", "auth", "cameras", "commands", "devices", "exports", "folders", "installation", "logs", "maps"),
    *("monitoring", "mosaics", "precords", "scenarios", "screens", "servers", "snapshots", "sort_criteria", "tasks"),
)

for name in TABLES:
    import_module(f"ctserver.{name}.models")
