-- Special periods, what each organisation owes in them, and mass events.
CREATE TABLE special_period (
    district       BIGINT NOT NULL,
    id             {blob} NOT NULL,
    version        BIGINT NOT NULL,
    number         TEXT   NOT NULL,
    -- holiday, big_event, congress, flood_season, other
    kind           TEXT   NOT NULL,
    title          TEXT,
    reason         TEXT,
    document       TEXT,
    from_day       TEXT   NOT NULL,
    to_day         TEXT   NOT NULL,
    -- Codes with commas between; empty is the whole district.
    townships      TEXT   NOT NULL,
    leader_on_duty BIGINT NOT NULL,
    doubled        BIGINT NOT NULL,
    sweep          BIGINT NOT NULL,
    sweep_by       TEXT,
    report_hour    BIGINT,
    -- draft, open, closed, discarded
    state          TEXT   NOT NULL,
    drafted_at     BIGINT NOT NULL,
    drafted_by     {blob},
    opened_at      BIGINT,
    opened_by      {blob},
    first_report   TEXT,
    closed_at      BIGINT,
    note           TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX special_period_days ON special_period (district, from_day, to_day);
CREATE INDEX special_period_state ON special_period (district, state);

CREATE TABLE special_asked (
    district     BIGINT NOT NULL,
    period       {blob} NOT NULL,
    no           BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    PRIMARY KEY (district, period, no)
) {clustered};

CREATE TABLE special_duty (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    period       {blob} NOT NULL,
    -- sweep, zero_report, roster
    sort         TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    day          TEXT   NOT NULL,
    obligation   {blob} NOT NULL,
    due          BIGINT NOT NULL,
    -- owed, reported, returned, done, lapsed, waived
    state        TEXT   NOT NULL,
    -- First reported after its deadline.
    late         BIGINT NOT NULL,
    no_content   BIGINT NOT NULL,
    visited      BIGINT,
    found        BIGINT,
    report       TEXT,
    reported_at  BIGINT,
    reported_by  {blob},
    note         TEXT,
    ended_at     BIGINT,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX special_duty_once ON special_duty (district, period, sort, organisation, day);
CREATE INDEX special_duty_state ON special_duty (district, state, due);
CREATE INDEX special_duty_owner ON special_duty (district, organisation, day);

CREATE TABLE mass_event (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    number       TEXT   NOT NULL,
    title        TEXT,
    division     BIGINT NOT NULL,
    place        TEXT,
    -- An organisation on record, else the words of who organises it.
    organiser    {blob},
    organised_by TEXT,
    starts_at    BIGINT NOT NULL,
    ends_at      BIGINT NOT NULL,
    expected     BIGINT NOT NULL,
    -- As many people as the place may hold.
    crowd_limit  BIGINT NOT NULL,
    over_reason  TEXT,
    permit       TEXT,
    department   {blob} NOT NULL,
    plan         BIGINT NOT NULL,
    -- The special period in which it lies.
    period       {blob},
    -- planned, fit, unfit, held, closed, cancelled
    state        TEXT   NOT NULL,
    look         {blob} NOT NULL,
    look_due     BIGINT NOT NULL,
    outcome      {blob} NOT NULL,
    outcome_due  BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    registered_by {blob},
    -- Of the last look: whether it is fit, by whom, what was found.
    fit          BIGINT,
    looked_at    BIGINT,
    looked_by    {blob},
    findings     TEXT,
    actual       BIGINT,
    held_at      BIGINT,
    held_by      {blob},
    note         TEXT,
    ended_at     BIGINT,
    PRIMARY KEY (district, id)
);
CREATE INDEX mass_event_starts ON mass_event (district, starts_at);
CREATE INDEX mass_event_state ON mass_event (district, state, starts_at);
