-- Portable SQL: what SQLite and PostgreSQL read alike. Times are milliseconds since 1970 in UTC,
-- ids and JSON are text. Every row that belongs to somebody says whose it is: subject, authority,
-- center; an empty authority or center means that none is known.

CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    entry_scene TEXT,
    region TEXT,
    taxpayer_type TEXT,
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    next_event BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX conversations_by_subject ON conversations (subject);
CREATE INDEX conversations_by_age ON conversations (updated_at);

CREATE TABLE turns (
    answer_id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    client_id TEXT,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    source TEXT NOT NULL,
    question_masked TEXT NOT NULL,
    option_id TEXT,
    decision TEXT NOT NULL,
    entry_id TEXT,
    confidence DOUBLE PRECISION NOT NULL,
    kb_version TEXT NOT NULL,
    reply TEXT NOT NULL,
    guard_action TEXT NOT NULL,
    guard_rule TEXT,
    emotion TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (conversation_id, seq),
    UNIQUE (conversation_id, client_id)
);

CREATE TABLE events (
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, number)
);

CREATE TABLE feedback (
    answer_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    useful BIGINT NOT NULL,
    reason TEXT,
    comment_masked TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (answer_id, subject)
);
CREATE INDEX feedback_by_conversation ON feedback (conversation_id);

CREATE TABLE favorites (
    subject TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (subject, entry_id)
);

CREATE TABLE shortcuts (
    subject TEXT NOT NULL,
    shortcut TEXT NOT NULL,
    place BIGINT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    PRIMARY KEY (subject, shortcut)
);

-- How often a thing happened on a day: kind `entry` counts answers by entry, `source` turns by their
-- source, `impression` and `click` what was shown and taken up, by source.
CREATE TABLE counts (
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    day TEXT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (kind, item, day)
);

CREATE TABLE interceptions (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    rule TEXT NOT NULL,
    action TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    released_at BIGINT,
    released_by TEXT
);
CREATE INDEX interceptions_by_age ON interceptions (created_at);
CREATE INDEX interceptions_by_subject ON interceptions (subject);

CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachments_by_conversation ON attachments (conversation_id);

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);
