-- What the desk has in hand, of every kind, one row a matter: whose it is, who handles it, what lists
-- find it by, what it grew out of, when time acts on it next, and its state as JSON. `version` rises by one with every
-- change and is the number of the event that tells it.

CREATE TABLE matters (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    client_id TEXT,
    origin TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    handler TEXT NOT NULL,
    state TEXT NOT NULL,
    progress TEXT NOT NULL,
    class TEXT NOT NULL,
    category TEXT NOT NULL,
    way TEXT NOT NULL,
    words TEXT NOT NULL,
    starts_at BIGINT,
    accepted_at BIGINT,
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE UNIQUE INDEX matters_by_number ON matters (kind, number);
CREATE UNIQUE INDEX matters_by_client ON matters (kind, subject, client_id)
    WHERE client_id IS NOT NULL;
-- One session of a person is open at a time.
CREATE UNIQUE INDEX matters_open_session ON matters (subject)
    WHERE kind = 'session' AND state IN ('waiting', 'active', 'transferring', 'dropped');
CREATE INDEX matters_by_subject ON matters (subject, kind, created_at);
CREATE INDEX matters_by_center ON matters (kind, center, state, created_at);
CREATE INDEX matters_due ON matters (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX matters_by_age ON matters (kind, updated_at);

-- What happened to a matter: who did what, in the order in which it was committed.
CREATE TABLE matter_events (
    kind TEXT NOT NULL,
    matter_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    part TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (kind, matter_id, number),
    FOREIGN KEY (kind, matter_id) REFERENCES matters (kind, id) ON DELETE CASCADE
);

-- How many of something were numbered, such as the reservations of a day.
CREATE TABLE tallies (
    name TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

-- Who serves: where, what they know, how many sessions at a time, and how many there are now.
CREATE TABLE agents (
    subject TEXT NOT NULL PRIMARY KEY,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    number TEXT NOT NULL,
    skills TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    presence TEXT NOT NULL,
    load BIGINT NOT NULL,
    idle_since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX agents_by_number ON agents (number);
