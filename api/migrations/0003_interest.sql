-- What people want, counted from their turns: numbers of people and nobody's name. A period begins at
-- a moment in milliseconds since 1970; a span is a day (2026-11-26) or a month (2026-11) in Shanghai.

CREATE TABLE hot_words (
    period BIGINT NOT NULL,
    word TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (period, word)
);

-- How many people were answered with an entry. facet and value are what they have in common; empty
-- they mean all of them.
CREATE TABLE asked (
    span TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (span, entry_id, facet, value)
);

-- Up to which moment turns are counted for good. It moves in the transaction that counts, and only
-- from where it was seen, so that of several nodes one counts a period.
CREATE TABLE counted (
    name TEXT NOT NULL PRIMARY KEY,
    until_ms BIGINT NOT NULL
);
INSERT INTO counted VALUES ('turns', 0);
