-- Commands that carry their sender's own id are done once, and an outside backend of human agents is
-- told every event of a session, in order, from the number that it has.

ALTER TABLE matter_events ADD COLUMN client_id TEXT;
CREATE UNIQUE INDEX matter_events_by_client ON matter_events (kind, matter_id, actor, client_id)
    WHERE client_id IS NOT NULL;

-- How far the backend has heard of a session. `wanted` rises with every event, so that who has just
-- told the last one sees whether there is another; `due_at` is null once all is told.
CREATE TABLE backlog (
    kind TEXT NOT NULL,
    matter_id TEXT NOT NULL,
    told BIGINT NOT NULL,
    wanted BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT,
    PRIMARY KEY (kind, matter_id),
    FOREIGN KEY (kind, matter_id) REFERENCES matters (kind, id) ON DELETE CASCADE
);
CREATE INDEX backlog_due ON backlog (due_at) WHERE due_at IS NOT NULL;
