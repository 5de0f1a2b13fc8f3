-- The question desk, what people found useful, wordings they gave, content changed by staff.
-- In plain words, table by table: docs/storage.md.

ALTER TABLE questions ADD COLUMN taken_until BIGINT;
ALTER TABLE questions ADD COLUMN lead_id BIGINT;
ALTER TABLE questions ADD COLUMN draft TEXT;
ALTER TABLE questions ADD COLUMN round BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN verdict TEXT;
ALTER TABLE questions ADD COLUMN delivery TEXT;
ALTER TABLE questions ADD COLUMN alerted_at BIGINT;

-- The last topic lives for minutes, the choices of the last screen for days.
ALTER TABLE conversations ADD COLUMN topic_until BIGINT;
CREATE INDEX conversations_topic ON conversations (topic_until) WHERE topic_until IS NOT NULL;

-- Counted without identity. A mark is a digest with the week's own secret, so that a second press
-- is known; both go when the week is over.
CREATE TABLE feedback (
    topic TEXT NOT NULL,
    week TEXT NOT NULL,
    useful BIGINT NOT NULL DEFAULT 0,
    useless BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, week)
);
CREATE TABLE feedback_marks (
    mark TEXT NOT NULL PRIMARY KEY,
    week TEXT NOT NULL
);

-- Given without a name, so that nobody stands here to be deleted with.
CREATE TABLE wordings (
    id {identity},
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new',
    kept_at BIGINT NOT NULL,
    UNIQUE (topic, text)
);

-- Every change that staff made to the content; the latest of an item is what counts.
CREATE TABLE content_edits (
    id {identity},
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    fields TEXT NOT NULL,
    base TEXT NOT NULL,
    what TEXT NOT NULL,
    role TEXT NOT NULL,
    edited_at BIGINT NOT NULL
);
CREATE INDEX content_edits_item ON content_edits (kind, item, id);
