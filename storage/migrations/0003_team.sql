-- Who may join the team, and who gave or took which role.

-- `token` is a fingerprint: whoever reads the table cannot open a door with it.
-- The ids of colleagues are no references: what they did stays true after they have left.
CREATE TABLE invitations (
    id {identity},
    token TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    made_by BIGINT,
    made_at BIGINT NOT NULL,
    made_update BIGINT UNIQUE,
    expires_at BIGINT NOT NULL,
    used_by BIGINT,
    used_at BIGINT,
    withdrawn_at BIGINT
);

-- Kept for twelve months, also where the person it names has left meanwhile.
CREATE TABLE audit (
    id {identity},
    made_at BIGINT NOT NULL,
    act TEXT NOT NULL,
    made_by BIGINT,
    person_id BIGINT,
    detail TEXT NOT NULL
);

CREATE INDEX audit_made_at ON audit (made_at);
