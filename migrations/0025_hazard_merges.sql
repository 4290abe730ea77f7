-- Hazards that ended without being rectified, because they were recorded twice, or are really several.

CREATE TABLE hazard_merge (
    district     BIGINT NOT NULL,
    hazard       {blob} NOT NULL,
    kept         {blob} NOT NULL,
    merged_at    BIGINT NOT NULL,
    merged_by    {blob},
    organisation {blob},
    reason       TEXT,
    PRIMARY KEY (district, hazard)
) {clustered};
CREATE INDEX hazard_merge_kept ON hazard_merge (district, kept);

CREATE TABLE hazard_part (
    district BIGINT NOT NULL,
    part     {blob} NOT NULL,
    whole    {blob} NOT NULL,
    PRIMARY KEY (district, part)
) {clustered};
CREATE INDEX hazard_part_whole ON hazard_part (district, whole);
