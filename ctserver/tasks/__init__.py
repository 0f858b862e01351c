"""Tasks of the server (chapter Tasks): long work that runs, waits or has ended. Exports make them; this tells of them."""
