"""What a person sees: the real bot, the embedded Bot API server, a clock that tests move."""
