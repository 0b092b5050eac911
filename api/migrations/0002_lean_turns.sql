-- A turn is its own event: its number is the event's, and it says when. And most turns have no id of
-- a client, so only those that have one are looked up by it.

CREATE TABLE lean_turns (
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
    UNIQUE (conversation_id, seq)
);
INSERT INTO lean_turns SELECT answer_id, conversation_id, seq, client_id, subject, authority, center,
    source, question_masked, option_id, decision, entry_id, confidence, kb_version, reply,
    guard_action, guard_rule, emotion, created_at FROM turns;
DROP TABLE turns;
ALTER TABLE lean_turns RENAME TO turns;
CREATE UNIQUE INDEX turns_by_client ON turns (conversation_id, client_id)
    WHERE client_id IS NOT NULL;
DELETE FROM events WHERE kind = 'turn';
