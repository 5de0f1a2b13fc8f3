"""Benchmarks and pictures: what is measured or shown in the documentation, by a command."""
