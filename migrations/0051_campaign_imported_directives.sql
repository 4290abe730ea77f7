-- Directives of an earlier ledger: nothing is owed about what was answered and studied before, so the duties may be missing.

CREATE TABLE directive_anew (
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
    -- Whether it came in from a ledger, with what was done before.
    imported      BIGINT NOT NULL,
    -- The answer upward; none where it was given before.
    owed          {blob},
    due           BIGINT,
    answered_at   BIGINT,
    answered_by   {blob},
    answer        TEXT,
    asked         BIGINT NOT NULL,
    studied       BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
INSERT INTO directive_anew (district, id, version, number, sort, issuer, document, issued_on, title, content, registered_at,
                            registered_by, imported, owed, due, answered_at, answered_by, answer, asked, studied)
SELECT district, id, version, number, sort, issuer, document, issued_on, title, content, registered_at, registered_by, 0, owed,
       due, answered_at, answered_by, answer, asked, studied
FROM directive;
DROP TABLE directive;
ALTER TABLE directive_anew RENAME TO directive;
CREATE INDEX directive_issued ON directive (district, issued_on);

CREATE TABLE directive_copy_anew (
    district     BIGINT NOT NULL,
    directive    {blob} NOT NULL,
    no           BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    -- The study; none where it was done before.
    obligation   {blob},
    due          BIGINT,
    passed_at    BIGINT NOT NULL,
    studied_on   TEXT,
    attended     TEXT,
    proof        TEXT,
    report       TEXT,
    studied_at   BIGINT,
    studied_by   {blob},
    PRIMARY KEY (district, directive, no)
) {clustered};
INSERT INTO directive_copy_anew (district, directive, no, organisation, division, obligation, due, passed_at, studied_on,
                                 attended, proof, report, studied_at, studied_by)
SELECT district, directive, no, organisation, division, obligation, due, passed_at, studied_on, attended, proof, report,
       studied_at, studied_by
FROM directive_copy;
DROP TABLE directive_copy;
ALTER TABLE directive_copy_anew RENAME TO directive_copy;
CREATE INDEX directive_copy_organisation ON directive_copy (district, organisation);
