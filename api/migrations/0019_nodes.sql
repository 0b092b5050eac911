-- What nodes of several directories and several editions need of each other.

-- The files of published versions, cut into parts, so that a node whose directory lacks one has it from here.
-- Only where nodes share the database; together the parts of a version are one JSON object, name to text.
CREATE TABLE kb_files (
    number BIGINT NOT NULL,
    part BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (number, part)
);

-- One row. `since` is the number of the last migration that changed what programs before it rely on: those that
-- know it serve this database, whatever was only added afterwards. A migration that takes away or changes
-- something sets it to its own number.
CREATE TABLE compatible (
    id BIGINT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);
INSERT INTO compatible (id, since) VALUES (1, 19);
