-- Meetings of an earlier ledger, with the number of their minutes; and what they decided: nothing is owed about what was done
-- before, so the duty and the deadline may be missing.

ALTER TABLE meeting ADD COLUMN imported BIGINT NOT NULL DEFAULT 0;
ALTER TABLE meeting ADD COLUMN document TEXT;

CREATE TABLE resolution_anew (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    meeting     {blob} NOT NULL,
    -- The problem of a statement that it answers.
    problem     BIGINT,
    resolution  TEXT,
    owner       {blob} NOT NULL,
    -- None where it was done before it came in.
    obligation  {blob},
    due         BIGINT,
    -- set, reported, returned, closed, withdrawn
    state       TEXT   NOT NULL,
    resolved_at BIGINT NOT NULL,
    resolved_by {blob},
    done        TEXT,
    reported_at BIGINT,
    reported_by {blob},
    note        TEXT,
    closed_at   BIGINT,
    closed_by   {blob},
    PRIMARY KEY (district, id)
);
INSERT INTO resolution_anew (district, id, version, number, meeting, problem, resolution, owner, obligation, due, state,
                             resolved_at, resolved_by, done, reported_at, reported_by, note, closed_at, closed_by)
SELECT district, id, version, number, meeting, problem, resolution, owner, obligation, due, state, resolved_at, resolved_by,
       done, reported_at, reported_by, note, closed_at, closed_by
FROM resolution;
DROP TABLE resolution;
ALTER TABLE resolution_anew RENAME TO resolution;
CREATE INDEX resolution_meeting ON resolution (district, meeting);
CREATE INDEX resolution_owner ON resolution (district, owner, state);
CREATE INDEX resolution_state ON resolution (district, state, due);
