-- An attachment is named by the client as a turn is, knows what it shows, and keeps what was replied.
-- Nothing was written to the table before this.

DROP TABLE attachments;
CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    client_id TEXT,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    kind TEXT NOT NULL,
    name_masked TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    number BIGINT NOT NULL,
    reply TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachments_by_conversation ON attachments (conversation_id, created_at);
CREATE INDEX attachments_by_subject ON attachments (subject);
CREATE UNIQUE INDEX attachments_by_client ON attachments (conversation_id, client_id)
    WHERE client_id IS NOT NULL;

-- A person was asked for. One request of a conversation is open at a time.
CREATE TABLE handovers (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    mode TEXT NOT NULL,
    signal TEXT,
    status TEXT NOT NULL,
    number BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX handovers_open ON handovers (conversation_id) WHERE status = 'requested';
CREATE INDEX handovers_by_subject ON handovers (subject);
