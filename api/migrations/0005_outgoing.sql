-- Answers are guarded too: an interception says in which direction the text went, and of an answer
-- which entry it was.

ALTER TABLE interceptions ADD COLUMN direction TEXT NOT NULL DEFAULT 'in';
ALTER TABLE interceptions ADD COLUMN entry_id TEXT;
