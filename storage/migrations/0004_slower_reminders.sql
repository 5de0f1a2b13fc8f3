-- Reminders that slow down when nobody answers; a pause that begins later; why people stop.

-- How many reminders in a row had no answer, and how far they were slowed down for it.
ALTER TABLE reminders ADD COLUMN ignored BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reminders ADD COLUMN slowed BIGINT NOT NULL DEFAULT 0;

ALTER TABLE people ADD COLUMN paused_from BIGINT;
ALTER TABLE people ADD COLUMN stop_reason TEXT;
