-- A township's list is read in the order of finding, with or without a sector: the sector only narrows it.
DROP INDEX hazard_township;
CREATE INDEX hazard_township ON hazard (district, township, found_at, sector);
