"""Changing what the bot says: the rules, for the chat and for the page.

`items` finds and describes an answer or an action, `changes` tries, publishes, withdraws, undoes.
"""
