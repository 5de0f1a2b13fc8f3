"""The spine: how updates come in and messages leave."""
