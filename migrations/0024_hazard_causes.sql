-- The root cause of a hazard as it was said last: one of four classes, and in words.

CREATE TABLE hazard_cause (
    district BIGINT NOT NULL,
    hazard   {blob} NOT NULL,
    cause    TEXT   NOT NULL,
    said     TEXT,
    PRIMARY KEY (district, hazard)
) {clustered};
