"""What a client's own tests use against the emulator."""
