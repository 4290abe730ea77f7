-- Investigations: one row as lists need it, its texts, its group, what its tracks found, its measures, its checks of like
-- subjects. Place, sector and unit are those of its incident.

CREATE TABLE investigation (
    district          BIGINT NOT NULL,
    id                {blob} NOT NULL,
    version           BIGINT NOT NULL,
    year              BIGINT NOT NULL,
    number            BIGINT NOT NULL,
    stage             TEXT   NOT NULL,
    incident          {blob} NOT NULL,
    level             TEXT   NOT NULL,
    -- The level that its incident's grade asks for now, where that is above its own.
    raised            TEXT,
    organisation      {blob} NOT NULL,
    opened_by         {blob},
    opened_at         BIGINT NOT NULL,
    happened          TEXT   NOT NULL,
    -- By when the report is due; as of the begin of an appraisal while one is under way.
    due               TEXT   NOT NULL,
    appraised_since   TEXT,
    appraised_days    BIGINT NOT NULL,
    extended_days     BIGINT NOT NULL,
    submitted_on      TEXT,
    reply_due         TEXT,
    replied_on        TEXT,
    evaluation_due    TEXT,
    evaluated_on      TEXT,
    -- Bits of the tracks that have a finding, and of those that are ended.
    found             BIGINT NOT NULL,
    ended             BIGINT NOT NULL,
    members           BIGINT NOT NULL,
    findings          BIGINT NOT NULL,
    measures          BIGINT NOT NULL,
    checks            BIGINT NOT NULL,
    circulations      BIGINT NOT NULL,
    -- Who lists it for supervision, and until when.
    listed_by         TEXT,
    listed_until      TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX investigation_incident ON investigation (district, incident);
CREATE INDEX investigation_stage ON investigation (district, stage, opened_at);
CREATE INDEX investigation_number ON investigation (district, year, number);

CREATE TABLE investigation_text (
    district          BIGINT NOT NULL,
    id                {blob} NOT NULL,
    title             TEXT,
    lessons           TEXT,
    PRIMARY KEY (district, id)
);

CREATE TABLE investigation_member (
    district          BIGINT NOT NULL,
    investigation     {blob} NOT NULL,
    no                BIGINT NOT NULL,
    part              TEXT   NOT NULL,
    person            {blob},
    name              TEXT,
    organisation      TEXT   NOT NULL,
    -- `in`, `left`, `recused`
    standing          TEXT   NOT NULL,
    reason            TEXT,
    signed_on         TEXT,
    PRIMARY KEY (district, investigation, no)
);

CREATE TABLE investigation_finding (
    district          BIGINT NOT NULL,
    investigation     {blob} NOT NULL,
    no                BIGINT NOT NULL,
    track             TEXT   NOT NULL,
    finding           TEXT,
    found_at          BIGINT NOT NULL,
    found_by          {blob},
    PRIMARY KEY (district, investigation, no)
);

CREATE TABLE investigation_measure (
    district          BIGINT NOT NULL,
    investigation     {blob} NOT NULL,
    no                BIGINT NOT NULL,
    measure           TEXT,
    owner             {blob} NOT NULL,
    checker           {blob} NOT NULL,
    due               TEXT   NOT NULL,
    obligation        {blob} NOT NULL,
    -- `set`, `reported`, `returned`, `accepted`
    state             TEXT   NOT NULL,
    PRIMARY KEY (district, investigation, no)
);
CREATE INDEX investigation_measure_owner ON investigation_measure (district, owner, investigation);

CREATE TABLE investigation_check (
    district          BIGINT NOT NULL,
    investigation     {blob} NOT NULL,
    no                BIGINT NOT NULL,
    demand            TEXT,
    subjects          BIGINT NOT NULL,
    owner             {blob} NOT NULL,
    due               TEXT   NOT NULL,
    obligation        {blob} NOT NULL,
    checked_on        TEXT,
    result            TEXT,
    PRIMARY KEY (district, investigation, no)
);
CREATE INDEX investigation_check_owner ON investigation_check (district, owner, investigation);
