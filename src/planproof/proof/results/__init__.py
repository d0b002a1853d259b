"""Result files that tools already write, read into one shape: `model` is the shape, `read` the door, the rest one format each."""
