"""Telegram's limits, as https://core.telegram.org/bots/api and its limits page state them."""

from __future__ import annotations

from typing import Final

TEXT: Final = 4096  # characters, after the entities have been read
CAPTION: Final = 1024
ENTITIES: Final = 100  # further ones are ignored
BUTTONS: Final = 100  # in one keyboard
BUTTON_DATA_BYTES: Final = 64
TOAST: Final = 200  # characters in the answer to a press
QUERY_S: Final = 150.0  # a press can be answered for this long
DELETE_S: Final = 48 * 3600
UPDATES_AT_ONCE: Final = 100
LONG_POLL_S: Final = 50  # longer wishes are cut to this
COMMANDS: Final = 100
COMMAND_DESCRIPTION: Final = 256
NAME: Final = 64
SHORT_DESCRIPTION: Final = 120
DESCRIPTION: Final = 512
DELETED_AT_ONCE: Final = 100
PHOTO_BYTES: Final = 10 * 1024 * 1024
PHOTO_SIDES: Final = 10_000  # width and height together, in pixels
PHOTO_RATIO: Final = 20  # of the longer side to the shorter
FILE_BYTES: Final = 50 * 1024 * 1024
DOWNLOAD_BYTES: Final = 20 * 1024 * 1024

# Ours: what the server takes in at most, over all parts of one request.
BOT_BODY_BYTES: Final = FILE_BYTES + 1024 * 1024
PAGE_BODY_BYTES: Final = 64 * 1024
PAGE_FILE_BYTES: Final = 5 * 1024 * 1024
CLOCK_STEP_S: Final = 366 * 86400
