-- Earthquakes as they count now, and what each source says of them.

CREATE TABLE earthquake (
    district       BIGINT NOT NULL,
    id             {blob} NOT NULL,
    version        BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    -- second, minute, day
    precise        TEXT   NOT NULL,
    -- WGS-84, millionths of a degree.
    longitude_e6   BIGINT NOT NULL,
    latitude_e6    BIGINT NOT NULL,
    -- NULL: nobody knows.
    depth_m        BIGINT,
    -- Thousandths of a degree, of the kind that the source gives.
    magnitude      BIGINT NOT NULL,
    magnitude_kind TEXT   NOT NULL,
    source         TEXT   NOT NULL,
    source_id      TEXT,
    place          TEXT,
    -- The township or village in which it lies, else the district.
    division       BIGINT NOT NULL,
    -- From the district's border, 0 inside; NULL without outlines.
    border_m       BIGINT,
    -- From the county seat.
    seat_m         BIGINT,
    bearing_deg    BIGINT,
    -- Tenths of a degree of intensity, the greatest of the district by estimate.
    intensity      BIGINT,
    reports        BIGINT NOT NULL,
    -- counted, withdrawn
    state          TEXT   NOT NULL,
    note           TEXT,
    -- none, owed, attached, let_off, checked
    standing       TEXT   NOT NULL,
    obligation     {blob},
    due            BIGINT,
    main           {blob},
    answer         TEXT,
    answered_at    BIGINT,
    answered_by    {blob},
    azimuth_deg    BIGINT,
    azimuth_source TEXT,
    recorded_at    BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX earthquake_at ON earthquake (district, at, id);
CREATE INDEX earthquake_standing ON earthquake (district, standing, at);

CREATE TABLE earthquake_report (
    district       BIGINT NOT NULL,
    earthquake     {blob} NOT NULL,
    no             BIGINT NOT NULL,
    source         TEXT   NOT NULL,
    source_id      TEXT,
    at             BIGINT NOT NULL,
    precise        TEXT   NOT NULL,
    longitude_e6   BIGINT NOT NULL,
    latitude_e6    BIGINT NOT NULL,
    depth_m        BIGINT,
    magnitude      BIGINT NOT NULL,
    magnitude_kind TEXT   NOT NULL,
    place          TEXT,
    -- How far it lay from what counted when it was taken for the same event.
    apart_ms       BIGINT,
    apart_m        BIGINT,
    told_at        BIGINT NOT NULL,
    PRIMARY KEY (district, earthquake, no)
) {clustered};
CREATE INDEX earthquake_report_source ON earthquake_report (district, source, source_id);
CREATE INDEX earthquake_report_at ON earthquake_report (district, at);
