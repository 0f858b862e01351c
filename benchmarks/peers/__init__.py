"""Other servers that do the same work on the same machine in the same run: what a figure is compared with."""
