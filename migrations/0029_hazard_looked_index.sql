-- When a subject was looked at last is read for all subjects at once: from the index alone, in its order. One subject has few
-- hazards; its own list is sorted in a moment.
DROP INDEX hazard_subject;
CREATE INDEX hazard_subject ON hazard (district, subject, source, found_at);
