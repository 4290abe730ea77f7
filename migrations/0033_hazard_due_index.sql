-- Open hazards by their deadline: what is late is found, counted and grouped from the index alone, and lists of what is
-- open begin with what is due first.
DROP INDEX hazard_open;
CREATE INDEX hazard_due ON hazard (district, due, found_at, township, sector, source, grade) WHERE open = 1;
