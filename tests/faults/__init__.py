"""What breaks, and what must not."""
