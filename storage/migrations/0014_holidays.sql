-- Whether somebody wants no reminder on public holidays.

ALTER TABLE people ADD COLUMN holidays_off BIGINT NOT NULL DEFAULT 0;
