"""The static site (`colibris site DIR`): every answer and action, for whoever has no Telegram."""
