-- How knowledge changes: what is in service, the numbered versions, what people wish to change, and who did
-- what.

-- One row. `in_service` is the number of the version that every node serves, 0 for the bundled knowledge;
-- `version` counts how often that was set, and is compared and swapped. `clock` numbers what is done to
-- revisions.
CREATE TABLE kb_state (
    id BIGINT NOT NULL PRIMARY KEY,
    in_service BIGINT NOT NULL,
    version BIGINT NOT NULL,
    clock BIGINT NOT NULL
);
INSERT INTO kb_state (id, in_service, version, clock) VALUES (1, 0, 0, 0);

-- What lies in `versions/<number>`; `digest` is the checksum of its manifest.
CREATE TABLE kb_versions (
    number BIGINT NOT NULL PRIMARY KEY,
    version_id TEXT NOT NULL,
    base BIGINT NOT NULL,
    digest TEXT NOT NULL,
    entries BIGINT NOT NULL,
    wordings BIGINT NOT NULL,
    revisions BIGINT NOT NULL,
    note TEXT NOT NULL,
    made_by TEXT NOT NULL,
    gates TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX kb_versions_by_id ON kb_versions (version_id);

-- `body` is null where the subject is to go; `base` is the digest of what is changed; `touched` is the
-- clock at the last change.
CREATE TABLE kb_revisions (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    body TEXT,
    base TEXT NOT NULL,
    author TEXT NOT NULL,
    state TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    reason TEXT NOT NULL,
    published_in BIGINT NOT NULL,
    note TEXT NOT NULL,
    version BIGINT NOT NULL,
    touched BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- A subject is in one person's hands at a time.
CREATE UNIQUE INDEX kb_revisions_open ON kb_revisions (subject)
    WHERE state IN ('draft', 'submitted', 'approved', 'rejected');
CREATE INDEX kb_revisions_by_state ON kb_revisions (state, touched);
CREATE INDEX kb_revisions_by_version ON kb_revisions (published_in);

CREATE TABLE kb_audit (
    id TEXT NOT NULL PRIMARY KEY,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    version_number BIGINT NOT NULL,
    detail TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX kb_audit_by_time ON kb_audit (created_at);
