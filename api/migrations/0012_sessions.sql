-- What belongs to human sessions and to those who serve them: how far each side has read, what was sent
-- into a session, when agents were there, and replies that are prepared.

CREATE TABLE session_marks (
    kind TEXT NOT NULL,
    session_id TEXT NOT NULL,
    side TEXT NOT NULL,
    read_to BIGINT NOT NULL,
    PRIMARY KEY (kind, session_id, side),
    FOREIGN KEY (kind, session_id) REFERENCES matters (kind, id) ON DELETE CASCADE
);

-- A session's attachments go with it; they are its owner's, whoever sent them.
CREATE TABLE session_attachments (
    id TEXT NOT NULL PRIMARY KEY,
    matter_kind TEXT NOT NULL,
    session_id TEXT NOT NULL,
    client_id TEXT,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    kind TEXT NOT NULL,
    name_masked TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (matter_kind, session_id) REFERENCES matters (kind, id) ON DELETE CASCADE
);
CREATE INDEX session_attachments_by_session ON session_attachments (session_id, created_at);
CREATE INDEX session_attachments_by_subject ON session_attachments (subject);
CREATE UNIQUE INDEX session_attachments_by_client ON session_attachments (session_id, sender, client_id)
    WHERE client_id IS NOT NULL;

-- Whether an agent's connection is what says that they are there, and the presence that its loss took.
ALTER TABLE agents ADD COLUMN linked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN lost_from TEXT NOT NULL DEFAULT '';
CREATE INDEX matters_by_handler ON matters (handler, kind, state);
CREATE INDEX matter_events_by_time ON matter_events (created_at);

-- When an agent was there and took people, and how many at a time; open while `until_at` is null.
CREATE TABLE agent_shifts (
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    seats BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT
);
CREATE INDEX agent_shifts_by_subject ON agent_shifts (subject, until_at);
CREATE INDEX agent_shifts_by_time ON agent_shifts (from_at);

-- Replies that are prepared: an agent's own, or, with an empty subject, a center's.
CREATE TABLE canned_replies (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX canned_replies_by_owner ON canned_replies (subject, center);
