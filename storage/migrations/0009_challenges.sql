-- Challenges of three weeks: whoever has the link may take part. Nobody's name, no free words.

CREATE TABLE challenges (
    id {identity},
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX challenges_open ON challenges (ends_at) WHERE closed_at IS NULL;

CREATE TABLE challenge_members (
    challenge_id BIGINT NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    size BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (challenge_id, person_id)
);
CREATE INDEX challenge_members_person ON challenge_members (person_id);
