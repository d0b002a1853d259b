"""A service that makes long addresses short."""
