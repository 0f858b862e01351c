"""What users did: written by every chapter where it happens, read by the logs (`users/actions`)."""
