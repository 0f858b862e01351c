"""The server itself and its cluster (document chapter "Servers"). None of it needs credentials."""
