"""Tests of the pure rules: calendar, words, quiet hours, strength."""
