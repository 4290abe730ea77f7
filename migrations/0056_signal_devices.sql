-- Devices that measure, what each measures, and the tokens with which readings come in.

CREATE TABLE device (
    district         BIGINT NOT NULL,
    id               {blob} NOT NULL,
    version          BIGINT NOT NULL,
    -- The station code, written once in the district.
    code             TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    -- rain_gauge, river_level, reservoir, pond, landslide, weather_station, gas, smoke, tailings, debris_flow
    sort             TEXT   NOT NULL,
    division         BIGINT NOT NULL,
    -- WGS-84, millionths of a degree.
    longitude_e6     BIGINT,
    latitude_e6      BIGINT,
    -- Who keeps it alive.
    owner            {blob} NOT NULL,
    -- Who watches it, and their organisation at that time.
    watcher          {blob},
    watcher_of       {blob},
    interval_seconds BIGINT NOT NULL,
    subject          {blob},
    since            TEXT   NOT NULL,
    -- in_service, suspended, retired
    state            TEXT   NOT NULL,
    state_at         BIGINT NOT NULL,
    note             TEXT,
    registered_at    BIGINT NOT NULL,
    registered_by    {blob},
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX device_code ON device (district, code);
CREATE INDEX device_place ON device (district, division, code);
CREATE INDEX device_owner ON device (district, owner, code);
CREATE INDEX device_subject ON device (district, subject);

-- Limits in millionths of the metric's unit.
CREATE TABLE device_measure (
    district BIGINT NOT NULL,
    device   {blob} NOT NULL,
    no       BIGINT NOT NULL,
    metric   TEXT   NOT NULL,
    least    BIGINT,
    most     BIGINT,
    step     BIGINT,
    PRIMARY KEY (district, device, no)
) {clustered};

CREATE TABLE device_token (
    district  BIGINT NOT NULL,
    id        {blob} NOT NULL,
    version   BIGINT NOT NULL,
    -- SHA-256 of the token, which stands nowhere.
    digest    {blob} NOT NULL,
    -- The one device, else every device of the owner.
    device    {blob},
    owner     {blob} NOT NULL,
    division  BIGINT NOT NULL,
    label     TEXT,
    issued_at BIGINT NOT NULL,
    issued_by {blob},
    revoked_at BIGINT,
    revoked_by {blob},
    reason    TEXT,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX device_token_digest ON device_token (district, digest);
CREATE INDEX device_token_device ON device_token (district, device, issued_at);
CREATE INDEX device_token_owner ON device_token (district, owner, issued_at);
