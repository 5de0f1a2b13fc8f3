-- Announcements, who wants which, and what one outbox row is one of many of.

CREATE TABLE announcements (
    id {identity},
    author BIGINT NOT NULL,
    created_update BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'draft',
    reason TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    html TEXT NOT NULL,
    file_id TEXT NOT NULL DEFAULT '',
    rights BIGINT NOT NULL DEFAULT 0,
    subject TEXT NOT NULL DEFAULT '',
    segment TEXT NOT NULL DEFAULT '',
    send_at BIGINT,
    valid_until BIGINT,
    requested_at BIGINT,
    confirmed_by BIGINT,
    confirmed_at BIGINT,
    frozen_at BIGINT,
    audience TEXT NOT NULL DEFAULT '{}',
    started_at BIGINT,
    finished_at BIGINT,
    counts TEXT NOT NULL DEFAULT '{}',
    follow_chat BIGINT,
    follow_message BIGINT
);

CREATE UNIQUE INDEX announcements_by_update ON announcements (author, created_update);
CREATE INDEX announcements_state ON announcements (state);

CREATE TABLE consents (
    person_id BIGINT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    wanted BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, subject)
);

ALTER TABLE outbox ADD COLUMN batch TEXT;

CREATE INDEX outbox_batch ON outbox (batch, status) WHERE batch IS NOT NULL;
CREATE INDEX outbox_held ON outbox (batch, due_at, id) WHERE status = 'held';
