"""What the bot knows and says: topics, actions, sentences, places. Imports nothing of ours."""
