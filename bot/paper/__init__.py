"""What is printed and what comes back from paper: drawing and reading, without any sentence.

Words come in ready to be shown; neither Telegram nor the database is known here.
"""
