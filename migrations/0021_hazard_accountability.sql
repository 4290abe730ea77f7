-- Cases of neglect that a rule opened, and what a person decided about each.

CREATE TABLE accountability_case (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    cause        TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    about_kind   TEXT   NOT NULL,
    about_id     {blob} NOT NULL,
    -- Tells apart what may come again about the same object: a year.
    mark         BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    sector       TEXT,
    title        TEXT,
    since        BIGINT NOT NULL,
    opened_at    BIGINT NOT NULL,
    source       TEXT   NOT NULL,
    obligation   {blob},
    due          BIGINT,
    decided_at   BIGINT,
    decided_by   {blob},
    reason       TEXT,
    handed_to    TEXT,
    document     TEXT,
    PRIMARY KEY (district, id)
) {clustered};
CREATE UNIQUE INDEX accountability_case_about ON accountability_case (district, about_id, cause, mark);
CREATE INDEX accountability_case_opened ON accountability_case (district, opened_at);
