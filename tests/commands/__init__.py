"""What `colibris` says on the command line."""
