-- How often something happened on a day (a question answered, a question missed). No person.
CREATE TABLE tallies (
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    entries BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (day, what)
);
