-- Events, what volunteers register there for people without Telegram, and the cards they hand out.

-- An event is open between two moments: no job opens or closes it. `made_by` is no reference.
CREATE TABLE events (
    id {identity},
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    commune TEXT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    rehearsal BIGINT NOT NULL DEFAULT 0,
    shortlist TEXT NOT NULL,
    made_by BIGINT,
    made_at BIGINT NOT NULL,
    made_update BIGINT NOT NULL UNIQUE
);

CREATE INDEX events_closing ON events (closes_at);

-- Citizens who came by the code of an event: what they pledge while it is open counts for it.
CREATE TABLE event_guests (
    person_id BIGINT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    event_id BIGINT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    came_at BIGINT NOT NULL
);

CREATE INDEX event_guests_event ON event_guests (event_id);

CREATE TABLE event_pledges (
    pledge_id BIGINT NOT NULL PRIMARY KEY REFERENCES pledges (id) ON DELETE CASCADE,
    event_id BIGINT NOT NULL REFERENCES events (id) ON DELETE CASCADE
);

CREATE INDEX event_pledges_event ON event_pledges (event_id);

-- What somebody without Telegram decided to do. No person: `entered_by` is the volunteer, kept
-- only until the next day, so that they can correct it.
CREATE TABLE entries (
    id {identity},
    event_id BIGINT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    entry_key TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    action_id TEXT NOT NULL,
    objective BIGINT NOT NULL,
    rhythm TEXT NOT NULL,
    people_count BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    entered_by BIGINT REFERENCES people (id) ON DELETE SET NULL,
    removed_at BIGINT,
    claimed_at BIGINT
);

CREATE INDEX entries_event ON entries (event_id);
CREATE INDEX entries_entered_by ON entries (entered_by) WHERE entered_by IS NOT NULL;

-- A printed card. `code` is empty once its time is over; then the entry is a mere count.
CREATE TABLE cards (
    id {identity},
    event_id BIGINT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    code TEXT UNIQUE,
    entry_id BIGINT UNIQUE REFERENCES entries (id) ON DELETE SET NULL,
    ends_at BIGINT NOT NULL,
    claimed_at BIGINT,
    claimed_by BIGINT REFERENCES people (id) ON DELETE SET NULL
);

CREATE UNIQUE INDEX cards_in_order ON cards (event_id, number);
CREATE INDEX cards_ending ON cards (ends_at) WHERE code IS NOT NULL;
CREATE INDEX cards_claimed_by ON cards (claimed_by) WHERE claimed_by IS NOT NULL;

-- How often somebody has tried codes lately. No reference to the person on purpose: erasing
-- one's data must not buy new tries. Gone after a day.
CREATE TABLE card_tries (
    person_id BIGINT NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL,
    since BIGINT NOT NULL
);

-- Where a volunteer is: has read the charter, stands at this event, at this step, with this pile.
CREATE TABLE stands (
    person_id BIGINT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    charter_at BIGINT,
    event_id BIGINT REFERENCES events (id) ON DELETE SET NULL,
    next_card BIGINT,
    step TEXT NOT NULL DEFAULT ''
);

CREATE INDEX stands_event ON stands (event_id) WHERE event_id IS NOT NULL;

-- A list from paper that was sent as a file, read and shown, and imported once or not at all.
CREATE TABLE sheets (
    id {identity},
    event_id BIGINT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    lines TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    done_at BIGINT
);

CREATE UNIQUE INDEX sheets_once ON sheets (event_id, fingerprint);
