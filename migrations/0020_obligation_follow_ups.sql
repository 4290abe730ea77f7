-- Letters and interviews that lateness leads to, with what became of each.

CREATE TABLE follow_up (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    sort         TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    -- The late obligation: what it is, about what, and since when it is late.
    obligation   {blob} NOT NULL,
    about_kind   TEXT   NOT NULL,
    about_id     {blob} NOT NULL,
    duty         TEXT   NOT NULL,
    title        TEXT,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    sector       TEXT,
    late_since   BIGINT NOT NULL,
    drafted_at   BIGINT NOT NULL,
    -- As edited, and as issued.
    body         TEXT,
    number_year  BIGINT,
    number       BIGINT,
    decided_at   BIGINT,
    decided_by   {blob},
    held_on      TEXT,
    present      TEXT,
    record       TEXT,
    reason       TEXT,
    answered_at  BIGINT,
    answered_by  {blob},
    answer       TEXT,
    -- What is owed of it now: the decision of the office, or the answer.
    owed         {blob},
    due          BIGINT,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX follow_up_obligation ON follow_up (district, obligation);
CREATE INDEX follow_up_state ON follow_up (district, state, drafted_at);
CREATE INDEX follow_up_drafted ON follow_up (district, drafted_at);
