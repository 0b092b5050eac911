-- Calls are matters that grow out of a session, and of each session one is open at a time.

CREATE UNIQUE INDEX matters_open_call ON matters (origin)
    WHERE kind = 'call' AND state <> 'ended';
CREATE INDEX matters_by_origin ON matters (kind, origin, created_at);
