"""What is promised of the whole, each tried through the command as a user types it."""
