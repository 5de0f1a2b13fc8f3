-- The reminders of people who are away rest until that is over: no tick looks at them meanwhile.
-- The first index is of those that are up; the second finds those whose rest has come to its end.

ALTER TABLE reminders ADD COLUMN rests_until BIGINT;
CREATE INDEX reminders_up ON reminders (due_at, pledge_id)
    WHERE asleep = 0 AND rests_until IS NULL;
CREATE INDEX reminders_resting ON reminders (rests_until) WHERE rests_until IS NOT NULL;
DROP INDEX reminders_awake;
