-- fill: hazard_cube, hazard_closing
-- Hazards counted by month of finding, place, sector, source and grade, and which closed ones were not rectified in time.

CREATE TABLE hazard_cube (
    district       BIGINT NOT NULL,
    month          BIGINT NOT NULL,
    township       BIGINT NOT NULL,
    sector         TEXT   NOT NULL,
    source         TEXT   NOT NULL,
    grade          TEXT   NOT NULL,
    found          BIGINT NOT NULL,
    closed         BIGINT NOT NULL,
    closed_in_time BIGINT NOT NULL,
    closed_late    BIGINT NOT NULL,
    recurring      BIGINT NOT NULL,
    PRIMARY KEY (district, month, township, sector, source, grade)
) {clustered};

-- Only exceptions: a closed hazard without a row here was rectified in time.
CREATE TABLE hazard_closing (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    closing  TEXT   NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
