-- What is told to people. A notice is one row, whomever it reaches. `audience` is the id of a group of
-- people that is known by a rule; it is empty where people are named one by one. `subject` is the one
-- person whom it is about, or empty.
CREATE TABLE notices (
    id TEXT NOT NULL PRIMARY KEY,
    sender TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    audience TEXT NOT NULL,
    class TEXT NOT NULL,
    category TEXT NOT NULL,
    system TEXT NOT NULL,
    title TEXT NOT NULL,
    stage TEXT NOT NULL,
    pushed_at BIGINT NOT NULL,
    valid_until BIGINT,
    ended_by TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX notices_by_key ON notices (sender, key);
CREATE INDEX notices_by_audience ON notices (audience, stage);
CREATE INDEX notices_by_age ON notices (pushed_at);
CREATE INDEX notices_by_subject ON notices (subject);
CREATE INDEX notices_running_out ON notices (valid_until) WHERE stage = 'shown' AND valid_until IS NOT NULL;

-- The groups that notices are for, each once, as the rule that says who belongs to it. Who reads asks
-- to which of them they belong; nobody is looked for when a notice is sent.
CREATE TABLE audiences (
    id TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

-- In which boxes a notice lies: one for its audience, or one for each person who is named.
CREATE TABLE notice_boxes (
    box TEXT NOT NULL,
    pushed_at BIGINT NOT NULL,
    notice_id TEXT NOT NULL,
    PRIMARY KEY (box, pushed_at, notice_id),
    FOREIGN KEY (notice_id) REFERENCES notices (id) ON DELETE CASCADE
);
CREATE INDEX notice_boxes_by_notice ON notice_boxes (notice_id);

-- What one person has done with a notice; made when they first do something.
CREATE TABLE receipts (
    notice_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    version BIGINT NOT NULL,
    read_at BIGINT,
    done_at BIGINT,
    favorite BIGINT NOT NULL,
    PRIMARY KEY (subject, notice_id),
    FOREIGN KEY (notice_id) REFERENCES notices (id) ON DELETE CASCADE
);
CREATE INDEX receipts_by_notice ON receipts (notice_id);

-- What goes out of the house: to a webhook, by mail, by short text. `key` is what the other side knows
-- it by when it comes again. The text and the address go when it has been delivered.
CREATE TABLE outgoing (
    id TEXT NOT NULL PRIMARY KEY,
    way TEXT NOT NULL,
    key TEXT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    address TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    fault TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX outgoing_by_key ON outgoing (way, key);
CREATE INDEX outgoing_due ON outgoing (due_at) WHERE state = 'waiting';
CREATE INDEX outgoing_by_age ON outgoing (updated_at);
CREATE INDEX outgoing_by_subject ON outgoing (subject);

-- What one person has answered to a survey.
CREATE TABLE survey_responses (
    survey_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    answers TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (survey_id, subject)
);
CREATE INDEX survey_responses_by_subject ON survey_responses (subject, answered_at);
CREATE INDEX survey_responses_by_age ON survey_responses (answered_at);
