-- Incidents: one row as lists and counts need it, its texts, its people, its clocks, its editions.

CREATE TABLE incident (
    district          BIGINT NOT NULL,
    id                {blob} NOT NULL,
    version           BIGINT NOT NULL,
    year              BIGINT NOT NULL,
    number            BIGINT NOT NULL,
    stage             TEXT   NOT NULL,
    category          TEXT   NOT NULL,
    -- The kind of GB 6441 with its edition.
    kind_edition      TEXT,
    kind_code         BIGINT,
    sector            TEXT   NOT NULL,
    division          BIGINT NOT NULL,
    unit              {blob},
    road              TEXT,
    chainage          TEXT,
    project           TEXT,
    contract_section  TEXT,
    organisation      {blob} NOT NULL,
    registered_by     {blob},
    source            TEXT   NOT NULL,
    happened_at       BIGINT NOT NULL,
    exactness         TEXT   NOT NULL,
    known_at          BIGINT,
    told_at           BIGINT,
    written_at        BIGINT,
    registered_at     BIGINT NOT NULL,
    -- Bits of the conditions whose number is known.
    known             BIGINT NOT NULL,
    last_casualty     BIGINT NOT NULL,
    -- Counts as they are now; NULL is unknown.
    dead              BIGINT,
    missing           BIGINT,
    trapped           BIGINT,
    severely_injured  BIGINT,
    injured           BIGINT,
    loss_yuan         BIGINT,
    area_m2           BIGINT,
    evacuated         BIGINT,
    grade             TEXT,
    grade_complete    BIGINT NOT NULL,
    editions          BIGINT NOT NULL,
    signed_at         BIGINT,
    draft             BIGINT,
    drafted_by        {blob},
    supplement        {blob},
    -- Faults found of how it was reported: bits of late, omitted, false, concealed.
    faults            BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX incident_stage ON incident (district, stage, happened_at);
CREATE INDEX incident_unit ON incident (district, unit, happened_at);
-- What is counted by period, without the rest of the row.
CREATE INDEX incident_counted ON incident (district, happened_at, stage, category, grade, sector, division, kind_edition,
    kind_code, dead, missing, severely_injured, injured, loss_yuan);
CREATE INDEX incident_number ON incident (district, year, number);

CREATE TABLE incident_text (
    district          BIGINT NOT NULL,
    id                {blob} NOT NULL,
    title             TEXT,
    place             TEXT,
    unit_name         TEXT,
    summary           TEXT,
    told_by           TEXT,
    told_phone        TEXT,
    written_from      TEXT,
    PRIMARY KEY (district, id)
);

-- One row is one person.
CREATE TABLE incident_casualty (
    district          BIGINT NOT NULL,
    incident          {blob} NOT NULL,
    no                BIGINT NOT NULL,
    state             TEXT   NOT NULL,
    on_day            TEXT   NOT NULL,
    -- Whether a death counts by its day.
    within            BIGINT NOT NULL,
    name              TEXT,
    -- Why it was counted wrongly.
    struck            TEXT,
    PRIMARY KEY (district, incident, no)
);

CREATE TABLE incident_clock (
    district          BIGINT NOT NULL,
    incident          {blob} NOT NULL,
    recipient         TEXT   NOT NULL,
    owner             {blob} NOT NULL,
    obligation        {blob} NOT NULL,
    due               BIGINT NOT NULL,
    told_at           BIGINT,
    late_seconds      BIGINT,
    PRIMARY KEY (district, incident, recipient)
);

CREATE TABLE incident_edition (
    district          BIGINT NOT NULL,
    incident          {blob} NOT NULL,
    edition           BIGINT NOT NULL,
    sort              TEXT   NOT NULL,
    situation         TEXT,
    response          TEXT,
    next              TEXT,
    explained         TEXT,
    figures           TEXT   NOT NULL,
    drafted_at        BIGINT NOT NULL,
    drafted_by        {blob},
    signed_at         BIGINT,
    signed_by         {blob},
    PRIMARY KEY (district, incident, edition)
);
