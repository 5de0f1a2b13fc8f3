-- The reminders of people who blocked the bot, or asked for silence, are looked at by no tick.
-- The first index is of those that are awake; the second finds those that may have to be woken.

ALTER TABLE reminders ADD COLUMN asleep BIGINT NOT NULL DEFAULT 0;
UPDATE reminders SET asleep = 1 WHERE pledge_id IN (
    SELECT pledges.id FROM pledges JOIN people ON people.id = pledges.person_id
    WHERE people.blocked_at IS NOT NULL OR people.stopped_at IS NOT NULL
);
CREATE INDEX reminders_awake ON reminders (due_at, pledge_id) WHERE asleep = 0;
CREATE INDEX reminders_asleep ON reminders (pledge_id) WHERE asleep = 1;
DROP INDEX reminders_in_order;
