-- The dead and missing of disasters, one row a person. What is known of a person is erasable: those columns may be empty.

CREATE TABLE disaster_victim (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    disaster    {blob} NOT NULL,
    name        TEXT,
    sex         TEXT,
    age         TEXT,
    -- The township or village where it happened.
    division    BIGINT NOT NULL,
    place       TEXT,
    cause       TEXT   NOT NULL,
    -- dead, missing, found
    condition   TEXT   NOT NULL,
    since       BIGINT NOT NULL,
    note        TEXT,
    withdrawn   BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX disaster_victim_disaster ON disaster_victim (district, disaster, division);
CREATE INDEX disaster_victim_since ON disaster_victim (district, since);
