"""How the bot bears many people at once, counted from outside."""
