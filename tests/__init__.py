"""Tests: the folders mirror the program; names tell what a person sees."""
