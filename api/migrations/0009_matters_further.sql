-- A matter that goes over regions is in hand of several centers: `beside` has the ids of those besides
-- its own, each between bars. `is_over` is 1 when the desk is done with it: from then on its time of
-- keeping runs.

ALTER TABLE matters ADD COLUMN beside TEXT NOT NULL DEFAULT '';
ALTER TABLE matters ADD COLUMN is_over BIGINT NOT NULL DEFAULT 0;
UPDATE matters SET is_over = 1
    WHERE state IN ('cancelled', 'ended', 'kept', 'no_show', 'refused', 'lapsed');
CREATE INDEX matters_over ON matters (updated_at) WHERE is_over = 1;
