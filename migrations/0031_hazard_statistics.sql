-- fill: hazard, hazard_cube
-- Statistics of many years: the cube in three cuts, how a hazard was closed beside it, and its day of closing found at once.

DELETE FROM to_fill WHERE name = 'hazard_closing';
DROP TABLE hazard_closing;
DROP TABLE hazard_cube;

-- Null while it is open.
ALTER TABLE hazard ADD COLUMN closing TEXT;

-- The board of what is brought down to zero.
CREATE INDEX hazard_closed ON hazard (district, closed_at) WHERE closed_at IS NOT NULL;

-- All dimensions, those of place, those of source; what a cut leaves out is 0 or empty.
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
