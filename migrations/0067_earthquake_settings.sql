-- What the district has decided about earthquakes, each from a day on.

CREATE TABLE earthquake_setting (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    from_day     TEXT   NOT NULL,
    -- east, west; NULL: by the longitude of the district.
    region       TEXT,
    longitude_e6 BIGINT,
    latitude_e6  BIGINT,
    keep_km      BIGINT NOT NULL,
    intensity    BIGINT NOT NULL,
    preferred    TEXT   NOT NULL,
    basis        TEXT,
    set_at       BIGINT NOT NULL,
    set_by       {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX earthquake_setting_day ON earthquake_setting (district, from_day, set_at);
