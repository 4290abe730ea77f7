-- Small catchments whose floods are forecast here, and rain that somebody expects.

CREATE TABLE catchment (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    -- The station code of its forecast's device, too.
    code         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    -- Where its outlet is; WGS-84, millionths of a degree.
    division     BIGINT NOT NULL,
    longitude_e6 BIGINT,
    latitude_e6  BIGINT,
    -- Millionths of a square kilometre.
    area         BIGINT NOT NULL,
    owner        {blob} NOT NULL,
    watcher      {blob},
    watcher_of   {blob},
    -- The device as which its forecast is sent.
    device       {blob} NOT NULL,
    -- The gauge at its outlet.
    outlet       {blob},
    -- Millionths of a cubic metre a second, from which on people get ready and move, and after which text.
    ready        BIGINT,
    immediate    BIGINT,
    basis        TEXT,
    -- Gauges with weights, parameters, evaporation by month, villages and ponds below, each as JSON.
    gauges       TEXT   NOT NULL,
    parameters   TEXT   NOT NULL,
    evaporation  TEXT   NOT NULL,
    villages     TEXT   NOT NULL,
    ponds        TEXT   NOT NULL,
    since        TEXT   NOT NULL,
    -- kept, ended
    state        TEXT   NOT NULL,
    state_at     BIGINT NOT NULL,
    note         TEXT,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX catchment_code ON catchment (district, code);
CREATE INDEX catchment_place ON catchment (district, division, code);
CREATE INDEX catchment_device ON catchment (district, device);

CREATE TABLE expected_rain (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    -- None: of the whole district.
    catchment   {blob},
    issued_at   BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    -- Within so many hours from then on, in millionths of a millimetre.
    within_1h   BIGINT,
    within_3h   BIGINT,
    within_6h   BIGINT,
    within_24h  BIGINT,
    source      TEXT,
    told_at     BIGINT NOT NULL,
    told_by     {blob},
    withdrawn_at BIGINT,
    reason      TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX expected_rain_valid ON expected_rain (district, valid_until);
CREATE INDEX expected_rain_issued ON expected_rain (district, issued_at, id);
