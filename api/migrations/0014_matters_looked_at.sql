-- Agents look for transfers every second, and figures for the sessions of a time.
CREATE INDEX matters_by_state ON matters (kind, state, updated_at);
CREATE INDEX matters_by_birth ON matters (kind, created_at);
