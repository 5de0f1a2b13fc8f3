"""Tests of what the bot knows and says."""
