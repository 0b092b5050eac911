-- Files that forms name have a door of their own: they belong to whoever sent them, and stay while a matter
-- names them.

CREATE TABLE form_files (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT,
    subject TEXT NOT NULL,
    authority TEXT NOT NULL,
    center TEXT NOT NULL,
    kind TEXT NOT NULL,
    name_masked TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE INDEX form_files_by_subject ON form_files (subject);
CREATE INDEX form_files_by_touch ON form_files (touched_at);
CREATE UNIQUE INDEX form_files_by_client ON form_files (subject, client_id)
    WHERE client_id IS NOT NULL;

-- Which matters name a file; what is written goes with either of them.
CREATE TABLE form_file_uses (
    file_id TEXT NOT NULL REFERENCES form_files (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    matter_id TEXT NOT NULL,
    PRIMARY KEY (file_id, kind, matter_id),
    FOREIGN KEY (kind, matter_id) REFERENCES matters (kind, id) ON DELETE CASCADE
);
CREATE INDEX form_file_uses_by_matter ON form_file_uses (kind, matter_id);
