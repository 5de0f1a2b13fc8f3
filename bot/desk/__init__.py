"""The question desk: what staff do there, from the chat or from the page.

`groups` puts alike questions together, `answers` is taking, writing and sending, `adding` makes
content of what was answered, `words` says how it stands.
"""
