"""The site as a whole (one row): its name, its time zone, and the seed that all synthetic things differ by."""
