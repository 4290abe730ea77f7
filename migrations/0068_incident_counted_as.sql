-- As what a person counts: as the condition, but for a death after the days in which it counts. Of rows from before: the latter
-- as severely injured.
ALTER TABLE incident_casualty ADD COLUMN counted TEXT;
UPDATE incident_casualty SET counted = CASE WHEN within = 1 THEN state ELSE 'severely_injured' END;
