"""Runs things: knows Telegram, time and configuration."""

import os

# Read by python-telegram-bot each time it gives a duration: as a timedelta, its future default.
os.environ.setdefault("PTB_TIMEDELTA", "true")

VERSION = "0.1.0"
