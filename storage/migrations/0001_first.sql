-- What lasts: people and what they told, their pledges, what is to be sent, what they asked.
-- In plain words, table by table: docs/storage.md.
-- BIGINT holds Telegram ids and UTC seconds; flags are 0, 1 or NULL for unknown; JSON is text.

CREATE TABLE schema_version (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE people (
    id BIGINT NOT NULL PRIMARY KEY,
    language TEXT NOT NULL,
    arrived_at BIGINT NOT NULL,
    seen_on TEXT NOT NULL,
    blocked_at BIGINT,
    stopped_at BIGINT,
    paused_until BIGINT,
    quiet_until BIGINT
);

CREATE TABLE profiles (
    person_id BIGINT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    dwelling TEXT,
    owner BIGINT,
    garden BIGINT,
    car BIGINT,
    bike BIGINT,
    children BIGINT,
    worker BIGINT,
    time_budget TEXT,
    commune TEXT,
    budget TEXT,
    updated_at BIGINT NOT NULL
);

-- granted_by is no reference: who gave a role is still true once that person has left.
CREATE TABLE roles (
    person_id BIGINT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    granted_by BIGINT,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, role)
);

CREATE TABLE action_answers (
    person_id BIGINT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    action_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, action_id, kind)
);

CREATE TABLE conversations (
    person_id BIGINT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    step TEXT,
    data TEXT NOT NULL,
    topic TEXT,
    choices TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE pledges (
    id {identity},
    person_id BIGINT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    action_id TEXT NOT NULL,
    objective BIGINT NOT NULL,
    state TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    people_count BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    created_update BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);

-- Two presses, two replicas or a redelivered update make one pledge.
CREATE UNIQUE INDEX pledges_running ON pledges (person_id, action_id)
    WHERE state IN ('active', 'paused');
CREATE UNIQUE INDEX pledges_by_update ON pledges (person_id, created_update);

CREATE TABLE check_ins (
    pledge_id BIGINT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
    occurrence TEXT NOT NULL,
    outcome TEXT NOT NULL,
    quantity DOUBLE PRECISION,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (pledge_id, occurrence)
);

CREATE TABLE reminders (
    pledge_id BIGINT NOT NULL PRIMARY KEY REFERENCES pledges (id) ON DELETE CASCADE,
    due_at BIGINT NOT NULL,
    occurrence TEXT NOT NULL
);

CREATE INDEX reminders_due ON reminders (due_at);

CREATE TABLE outbox (
    id {identity},
    dedupe_key TEXT NOT NULL UNIQUE,
    lane BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    status TEXT NOT NULL DEFAULT 'todo',
    claimed_by TEXT,
    claimed_until BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    message_id BIGINT,
    error TEXT,
    finished_at BIGINT
);

-- Claims walk this one in the order of sending; rows leave it as soon as they are claimed.
CREATE INDEX outbox_todo ON outbox (lane, due_at, id) WHERE status = 'todo';
CREATE INDEX outbox_leased ON outbox (claimed_until) WHERE status IN ('claimed', 'sending');
CREATE INDEX outbox_person ON outbox (person_id);
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;

-- A person who leaves takes their words along: without them nobody is there to answer, and a
-- text can tell who wrote it. What staff made of it lives on in the content.
CREATE TABLE questions (
    id {identity},
    person_id BIGINT REFERENCES people (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    topic TEXT,
    state TEXT NOT NULL DEFAULT 'new',
    asked_at BIGINT NOT NULL,
    taken_by BIGINT,
    answer TEXT,
    answered_at BIGINT
);

CREATE INDEX questions_open ON questions (asked_at) WHERE state IN ('new', 'taken');
CREATE INDEX questions_person ON questions (person_id);
