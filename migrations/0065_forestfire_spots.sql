-- Fires that satellites detected, each detection, and places that are known to be hot.

CREATE TABLE fire_spot (
    district        BIGINT NOT NULL,
    id              {blob} NOT NULL,
    version         BIGINT NOT NULL,
    number          TEXT   NOT NULL,
    -- The township, or the district itself where the fire is outside of it.
    division        BIGINT NOT NULL,
    outside_m       BIGINT NOT NULL,
    -- The nearest device that stands in a village, and how far.
    near            {blob},
    near_m          BIGINT,
    longitude_e6    BIGINT NOT NULL,
    latitude_e6     BIGINT NOT NULL,
    first_at        BIGINT NOT NULL,
    last_at         BIGINT NOT NULL,
    detections      BIGINT NOT NULL,
    -- The most certain: low, nominal, high
    confidence      TEXT   NOT NULL,
    power_mw_max    BIGINT,
    source          {blob},
    -- Who owes the check, and by when; nobody where none is owed.
    owner           {blob},
    obligation      {blob},
    due             BIGINT,
    -- wildfire, permitted, unpermitted, industrial, false_alarm
    finding         TEXT,
    note            TEXT,
    incident        TEXT,
    answered_at     BIGINT,
    answered_by     {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX fire_spot_first ON fire_spot (district, first_at);
CREATE INDEX fire_spot_last ON fire_spot (district, last_at);
CREATE INDEX fire_spot_division ON fire_spot (district, division, first_at);

CREATE TABLE fire_detection (
    district     BIGINT NOT NULL,
    spot         {blob} NOT NULL,
    no           BIGINT NOT NULL,
    -- Satellite, time and place as one text: a detection is recorded once.
    mark         TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    longitude_e6 BIGINT NOT NULL,
    latitude_e6  BIGINT NOT NULL,
    satellite    TEXT   NOT NULL,
    instrument   TEXT   NOT NULL,
    confidence   TEXT   NOT NULL,
    percent      BIGINT,
    power_mw     BIGINT,
    PRIMARY KEY (district, spot, no)
) {clustered};
CREATE INDEX fire_detection_mark ON fire_detection (district, mark);
CREATE INDEX fire_detection_at ON fire_detection (district, at);

-- What stands near a fire.
CREATE INDEX device_latitude ON device (district, latitude_e6);

CREATE TABLE heat_source (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    division     BIGINT NOT NULL,
    longitude_e6 BIGINT NOT NULL,
    latitude_e6  BIGINT NOT NULL,
    radius_m     BIGINT NOT NULL,
    reason       TEXT,
    marked_at    BIGINT NOT NULL,
    marked_by    {blob},
    unmarked_at  BIGINT,
    note         TEXT,
    PRIMARY KEY (district, id)
);
