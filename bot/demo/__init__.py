"""An embedded Bot API server and its chat page, for people and tests without a token.

The bot talks to it over HTTP exactly as it would to Telegram. `world.py` holds chats, messages
and updates; `server.py` puts them on a port; `person.py` lets a test act as somebody.
Nothing here imports `telegram`, `content`, `storage` or `handlers`.
"""
