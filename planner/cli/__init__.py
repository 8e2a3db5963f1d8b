"""The command line: one verb a file, the only place for click and rich."""
