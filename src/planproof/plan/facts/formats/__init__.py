"""Formats that configuration is written in, each read into nodes that know their line; nothing in them is executed."""
