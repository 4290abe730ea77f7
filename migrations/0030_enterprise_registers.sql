-- Grades of safety standardisation, entries of credit, and trainings, each of one organisation.

CREATE TABLE standardisation (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    sector       TEXT   NOT NULL,
    grade        TEXT   NOT NULL,
    certificate  TEXT   NOT NULL,
    assessor     TEXT   NOT NULL,
    announced_on TEXT   NOT NULL,
    valid_to     TEXT   NOT NULL,
    -- How it ended before its time: replaced, revoked.
    ended        TEXT,
    replaced_by  {blob},
    revoked_on   TEXT,
    reason       TEXT,
    -- The duty to renew it, once it is owed.
    obligation   {blob},
    recorded_at  BIGINT NOT NULL,
    recorded_by  {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX standardisation_organisation ON standardisation (district, organisation, announced_on);
CREATE INDEX standardisation_announced ON standardisation (district, announced_on);

CREATE TABLE credit_record (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    sort         TEXT   NOT NULL,
    reason       TEXT,
    basis        TEXT   NOT NULL,
    source       TEXT,
    from_day     TEXT   NOT NULL,
    to_day       TEXT,
    entered_at   BIGINT NOT NULL,
    entered_by   {blob},
    -- How it stopped counting: repaired, withdrawn.
    ended        TEXT,
    ended_at     BIGINT,
    ended_by     {blob},
    ended_reason TEXT,
    -- The last objection of the organisation, and what became of it: open, upheld, withdrawn.
    objection    TEXT,
    objected_at  BIGINT,
    objected_by  {blob},
    objected     TEXT,
    obligation   {blob},
    due          BIGINT,
    answered_at  BIGINT,
    answered_by  {blob},
    answer       TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX credit_record_organisation ON credit_record (district, organisation, from_day);
CREATE INDEX credit_record_from ON credit_record (district, from_day);

CREATE TABLE training (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    sort         TEXT   NOT NULL,
    -- Before taking up the post, not the yearly repetition.
    initial      BIGINT NOT NULL,
    topic        TEXT,
    held_on      TEXT   NOT NULL,
    half_hours   BIGINT NOT NULL,
    people       BIGINT NOT NULL,
    passed       BIGINT NOT NULL,
    trainer      TEXT,
    note         TEXT,
    entered_at   BIGINT NOT NULL,
    entered_by   {blob},
    corrections  BIGINT NOT NULL,
    withdrawn    BIGINT NOT NULL,
    -- Why it was corrected last, or withdrawn.
    reason       TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX training_organisation ON training (district, organisation, held_on);
CREATE INDEX training_held ON training (district, held_on);
