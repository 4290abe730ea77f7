-- The outlines of divisions: rings of corners as JSON, longitude and latitude in millionths of a degree.

CREATE TABLE division_outline (
    district BIGINT NOT NULL,
    code     BIGINT NOT NULL,
    rings    TEXT   NOT NULL,
    PRIMARY KEY (district, code)
);
