-- Assessments of risks with their control measures, how often what is assessed is looked at, and the looks themselves.
-- Risk points and measures are free text: NULL once erased.

CREATE TABLE risk_assessment (
    district              BIGINT NOT NULL,
    id                    {blob} NOT NULL,
    version               BIGINT NOT NULL,
    subject               {blob} NOT NULL,
    hazard                {blob},
    risk_point            TEXT,
    subject_organisation  {blob},
    division              BIGINT NOT NULL,
    sector                TEXT   NOT NULL,
    assessor              {blob},
    assessor_organisation {blob},
    scheme                {blob} NOT NULL,
    edition               TEXT   NOT NULL,
    method                TEXT   NOT NULL,
    factors               TEXT   NOT NULL,
    score                 TEXT   NOT NULL,
    colour                TEXT   NOT NULL,
    direct_red            TEXT,
    day                   TEXT   NOT NULL,
    next_review           TEXT   NOT NULL,
    superseded_by         {blob},
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX risk_assessment_by_subject ON risk_assessment (district, subject, superseded_by);
CREATE INDEX risk_assessment_by_hazard  ON risk_assessment (district, hazard);
CREATE INDEX risk_assessment_by_colour  ON risk_assessment (district, colour, day);

CREATE TABLE risk_measure (
    district           BIGINT NOT NULL,
    assessment         {blob} NOT NULL,
    number             BIGINT NOT NULL,
    kind               TEXT   NOT NULL,
    words              TEXT,
    owner_organisation {blob} NOT NULL,
    owner              {blob},
    obligation         {blob},
    due                BIGINT,
    state              TEXT   NOT NULL,
    PRIMARY KEY (district, assessment, number)
) {clustered};

-- How often a subject of a colour is looked at, by whom. No colour: never assessed. No sector: every sector.
CREATE TABLE inspection_frequency (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    version  BIGINT NOT NULL,
    colour   TEXT,
    sector   TEXT,
    party    TEXT   NOT NULL,
    amount   BIGINT NOT NULL,
    unit     TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    from_day TEXT   NOT NULL,
    to_day   TEXT,
    PRIMARY KEY (district, id)
) {clustered};

-- A look at a subject, whether anything was found or not. What was looked at is free text: NULL once erased.
CREATE TABLE site_check (
    district             BIGINT NOT NULL,
    id                   {blob} NOT NULL,
    version              BIGINT NOT NULL,
    subject              {blob} NOT NULL,
    subject_organisation {blob},
    division             BIGINT NOT NULL,
    sector               TEXT   NOT NULL,
    party                TEXT   NOT NULL,
    source               TEXT   NOT NULL,
    looked_at            TEXT,
    hazards              TEXT   NOT NULL,
    checker              {blob},
    checker_organisation {blob},
    at                   BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX site_check_by_subject ON site_check (district, subject, party, at);
CREATE INDEX site_check_by_time    ON site_check (district, at, id);
