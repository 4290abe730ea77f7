-- Instructions, meetings and documents of higher levels: to whom they were passed on, who has studied them, what was answered.

CREATE TABLE directive (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    number        TEXT   NOT NULL,
    -- instruction, meeting, document
    sort          TEXT   NOT NULL,
    issuer        TEXT,
    document      TEXT   NOT NULL,
    issued_on     TEXT   NOT NULL,
    title         TEXT,
    content       TEXT,
    registered_at BIGINT NOT NULL,
    registered_by {blob},
    -- The answer upward.
    owed          {blob} NOT NULL,
    due           BIGINT NOT NULL,
    answered_at   BIGINT,
    answered_by   {blob},
    answer        TEXT,
    asked         BIGINT NOT NULL,
    studied       BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX directive_issued ON directive (district, issued_on);

CREATE TABLE directive_copy (
    district     BIGINT NOT NULL,
    directive    {blob} NOT NULL,
    no           BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    obligation   {blob} NOT NULL,
    due          BIGINT NOT NULL,
    passed_at    BIGINT NOT NULL,
    studied_on   TEXT,
    attended     TEXT,
    proof        TEXT,
    report       TEXT,
    studied_at   BIGINT,
    studied_by   {blob},
    PRIMARY KEY (district, directive, no)
) {clustered};
CREATE INDEX directive_copy_organisation ON directive_copy (district, organisation);
