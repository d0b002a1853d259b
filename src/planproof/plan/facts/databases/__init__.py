"""Readers of tables and columns, and the migrations that make them."""
