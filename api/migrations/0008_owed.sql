-- What a move of a matter owes to others, written with its event and deleted when it is done: notices,
-- greetings, sessions and work orders that grow out of it. `effect` is a name or an object of the desk's.

CREATE TABLE owed (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    matter_id TEXT NOT NULL,
    effect TEXT NOT NULL,
    handler_before TEXT NOT NULL,
    handler_after TEXT NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (kind, matter_id) REFERENCES matters (kind, id) ON DELETE CASCADE
);
CREATE INDEX owed_due ON owed (due_at);
CREATE INDEX owed_by_matter ON owed (kind, matter_id);
