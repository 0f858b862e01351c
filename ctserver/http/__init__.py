"""The ground that every endpoint stands on: errors and their languages, JSON-P, headers, sessions, the wire's base class."""
