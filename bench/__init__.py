"""Every figure that the README quotes, measured by one command, peers beside it in the same run."""
