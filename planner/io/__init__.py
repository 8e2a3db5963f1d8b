"""Reading and writing: every fault of an input is collected, every file is written whole or not at all."""
