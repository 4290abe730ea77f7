-- Rules of monitoring, one row an edition; what was switched on is never changed.

CREATE TABLE signal_rule (
    district         BIGINT NOT NULL,
    id               {blob} NOT NULL,
    version          BIGINT NOT NULL,
    -- The same in every edition of the rule.
    code             TEXT   NOT NULL,
    edition          BIGINT NOT NULL,
    follows          {blob},
    title            TEXT,
    basis            TEXT,
    metric           TEXT   NOT NULL,
    -- 0: the reading itself.
    window_minutes   BIGINT NOT NULL,
    -- sum, last, max, min, mean, rise, rate
    aggregate        TEXT   NOT NULL,
    -- above, below
    direction        TEXT   NOT NULL,
    -- In millionths of the metric's unit; absent where a colour is not used.
    blue             BIGINT,
    yellow           BIGINT,
    orange           BIGINT,
    red              BIGINT,
    hold_minutes     BIGINT NOT NULL,
    clear_minutes    BIGINT NOT NULL,
    lateness_minutes BIGINT NOT NULL,
    -- Of all devices that measure the metric: of one kind, of one township, or those chosen.
    sort             TEXT,
    township         BIGINT,
    chosen           BIGINT NOT NULL,
    -- draft, on, off, discarded
    state            TEXT   NOT NULL,
    drafted_at       BIGINT NOT NULL,
    drafted_by       {blob},
    from_day         TEXT,
    on_at            BIGINT,
    on_by            {blob},
    on_reason        TEXT,
    -- The first day on which it does not hold any more.
    to_day           TEXT,
    off_at           BIGINT,
    off_by           {blob},
    off_reason       TEXT,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX signal_rule_edition ON signal_rule (district, code, edition);
CREATE INDEX signal_rule_state ON signal_rule (district, state, from_day);

CREATE TABLE signal_rule_device (
    district BIGINT NOT NULL,
    rule     {blob} NOT NULL,
    device   {blob} NOT NULL,
    PRIMARY KEY (district, rule, device)
) {clustered};
