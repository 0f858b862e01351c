"""Commands that talk to a server, ours or any other that speaks the API: with the standard library alone, so that they begin at
once."""
