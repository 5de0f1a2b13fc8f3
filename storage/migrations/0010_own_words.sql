-- A pledge in one's own words: they are for that person alone.

ALTER TABLE pledges ADD COLUMN own_words TEXT;
