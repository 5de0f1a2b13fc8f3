-- Many chose the same minute: reminders are found in their order, without sorting all of that minute.
-- The new index does what the old one did, for the release before as well.

CREATE INDEX reminders_in_order ON reminders (due_at, pledge_id);
DROP INDEX reminders_due;
