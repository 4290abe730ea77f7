-- fill: hazard_cube
-- The cube is kept in three cuts: all dimensions, those of place, those of source. What a cut leaves out is 0 or empty.

DROP TABLE hazard_cube;

CREATE TABLE hazard_cube (
    district       BIGINT NOT NULL,
    cut            TEXT   NOT NULL,
    month          BIGINT NOT NULL,
    township       BIGINT NOT NULL,
    sector         TEXT   NOT NULL,
    source         TEXT   NOT NULL,
    grade          TEXT   NOT NULL,
    found          BIGINT NOT NULL,
    closed         BIGINT NOT NULL,
    closed_in_time BIGINT NOT NULL,
    closed_late    BIGINT NOT NULL,
    major          BIGINT NOT NULL,
    recurring      BIGINT NOT NULL,
    PRIMARY KEY (district, cut, month, township, sector, source, grade)
) {clustered};

-- What another ledger closed was closed by the day it came here, also where only its deadline was told.
UPDATE hazard SET closed_at = (
    SELECT f.recorded_at FROM fact f
    WHERE f.district = hazard.district AND f.stream = 'hazard' AND f.id = hazard.id AND f.kind = 'imported')
WHERE imported = 1 AND open = 0 AND closed_at > (
    SELECT f.recorded_at FROM fact f
    WHERE f.district = hazard.district AND f.stream = 'hazard' AND f.id = hazard.id AND f.kind = 'imported');
