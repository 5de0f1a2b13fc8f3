"""Announcements: what staff do with them, from the chat or from a page, and how they leave.

`drafts` writes and lets go, `sending` is the machine, `following` says how it goes, `after`
corrects and takes back, `cards` and `paper` show.
"""
