"""Pure rules: calendar, words, quiet hours, strength, presses. No Telegram, no I/O."""
