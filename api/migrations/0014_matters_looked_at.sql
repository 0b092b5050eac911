-- Agents look for transfers every second, and figures for the sessions of a time.
CREATE INDEX matters_by_state ON matters (kind, state, updated_at);
CREATE INDEX matters_by_birth ON matters (kind, created_at);

-- What the desk tells somebody to do names its matter, so that doing it is noticed.
ALTER TABLE notices ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE INDEX notices_about ON notices (about) WHERE about <> '';
