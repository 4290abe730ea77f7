-- For how long readings are kept one by one in the store; of the rows whose day has come the one that was set last holds.

CREATE TABLE readings_retention (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    version  BIGINT NOT NULL,
    -- Whole months; none: all of them, for good.
    months   BIGINT,
    from_day TEXT   NOT NULL,
    reason   TEXT,
    set_at   BIGINT NOT NULL,
    set_by   {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX readings_retention_set ON readings_retention (district, set_at);
