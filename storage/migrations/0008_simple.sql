-- Whether somebody wants the simple version of texts.

ALTER TABLE people ADD COLUMN simple BIGINT NOT NULL DEFAULT 0;
