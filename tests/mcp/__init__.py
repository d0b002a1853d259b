"""Tests of the face for agents: pages, and every tool by the client of the official SDK."""
