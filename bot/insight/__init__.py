"""What staff see of the whole: tables, a picture, a note a week; for chat and page alike."""
