-- Townships whose forest fire danger is computed, with what the next day goes on from, and each rated day.

CREATE TABLE fire_area (
    district       BIGINT NOT NULL,
    id             {blob} NOT NULL,
    version        BIGINT NOT NULL,
    division       BIGINT NOT NULL,
    device         {blob} NOT NULL,
    -- Ids of weather stations, the preferred first, with a space between.
    stations       TEXT   NOT NULL,
    is_watched     BIGINT NOT NULL,
    forest_percent BIGINT,
    -- 11-01
    season_from    TEXT   NOT NULL,
    season_to      TEXT   NOT NULL,
    -- Points of the ground's cover from January on, with a space between.
    cover          TEXT   NOT NULL,
    since          TEXT   NOT NULL,
    last_day       TEXT,
    -- Codes and rain in millionths.
    ffmc           BIGINT,
    dmc            BIGINT,
    dc             BIGINT,
    rain_mm        BIGINT,
    dry_days       BIGINT,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX fire_area_division ON fire_area (district, division);

CREATE TABLE fire_rating (
    district        BIGINT NOT NULL,
    area            {blob} NOT NULL,
    day             TEXT   NOT NULL,
    at              BIGINT NOT NULL,
    division        BIGINT NOT NULL,
    -- 1 to 5
    class           TEXT   NOT NULL,
    points          BIGINT NOT NULL,
    fwi             BIGINT NOT NULL,
    isi             BIGINT NOT NULL,
    bui             BIGINT NOT NULL,
    ffmc            BIGINT NOT NULL,
    dmc             BIGINT NOT NULL,
    dc              BIGINT NOT NULL,
    rain_mm         BIGINT,
    dry_days        BIGINT,
    -- yesterday, bridged, start
    went_on_from    TEXT   NOT NULL,
    station         {blob},
    measured_at     BIGINT NOT NULL,
    temperature     BIGINT NOT NULL,
    humidity        BIGINT NOT NULL,
    wind            BIGINT NOT NULL,
    temperature_max BIGINT NOT NULL,
    humidity_min    BIGINT NOT NULL,
    wind_max        BIGINT NOT NULL,
    rain            BIGINT NOT NULL,
    -- Why the weather was entered by hand.
    reason          TEXT,
    PRIMARY KEY (district, area, day)
) {clustered};
CREATE INDEX fire_rating_day ON fire_rating (district, day, division);
