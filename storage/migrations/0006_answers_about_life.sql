-- When each question about one's life was asked, and when its answer last changed: a refusal from
-- before a change may be offered again.
CREATE TABLE profile_answers (
    person_id BIGINT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    changed_at BIGINT,
    PRIMARY KEY (person_id, field)
);
