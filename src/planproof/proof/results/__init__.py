"""Result files that tools already write, read into one shape."""
