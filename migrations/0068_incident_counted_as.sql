-- fill: incident, incident_casualty
-- As what a person counts: as the condition, but for a death after the days in which it counts, which stays a severe injury (who was
-- missing stays missing).
ALTER TABLE incident_casualty ADD COLUMN counted TEXT;
