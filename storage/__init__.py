"""All that lasts, on SQLite or PostgreSQL. The only place with SQL. Imports nothing of ours."""
