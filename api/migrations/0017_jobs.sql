-- Long work: what is asked for, who runs it, how far it is, and what came of it. What came of it lies in
-- files; the row says which.

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    -- In the order of asking, without gaps where nobody else asks.
    number BIGINT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Counts the changes that somebody who follows it is told of.
    changes BIGINT NOT NULL,
    steps_done BIGINT NOT NULL,
    steps_all BIGINT NOT NULL,
    -- The process that runs it, and when that one last said so.
    node TEXT NOT NULL,
    heartbeat_at BIGINT,
    -- Who wants it to stop; empty where nobody does.
    cancel_by TEXT NOT NULL,
    error TEXT,
    outputs TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX jobs_by_state ON jobs (state, number);
CREATE INDEX jobs_by_end ON jobs (ended_at);

-- The one door to the queue: whoever asks for work passes it alone, so that the queue is counted right.
CREATE TABLE job_door (id BIGINT NOT NULL PRIMARY KEY, passed BIGINT NOT NULL);
INSERT INTO job_door (id, passed) VALUES (1, 0);
