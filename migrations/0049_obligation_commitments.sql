-- What is promised in the answer to a letter or in an interview; and, of cases of neglect, what the organisation concerned
-- is asked to say, what a decision leads to, and what became of a referral.

CREATE TABLE commitment (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    follow_up   {blob} NOT NULL,
    no          BIGINT NOT NULL,
    what        TEXT,
    owner       {blob} NOT NULL,
    division    BIGINT NOT NULL,
    sector      TEXT,
    obligation  {blob} NOT NULL,
    due         BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    done        TEXT,
    reported_at BIGINT,
    reported_by {blob},
    -- What was missing, or what was said at the end.
    note        TEXT,
    closed_at   BIGINT,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX commitment_follow_up ON commitment (district, follow_up, no);

ALTER TABLE accountability_case ADD COLUMN statement {blob};
ALTER TABLE accountability_case ADD COLUMN statement_due BIGINT;
ALTER TABLE accountability_case ADD COLUMN stated_at BIGINT;
ALTER TABLE accountability_case ADD COLUMN interview {blob};
ALTER TABLE accountability_case ADD COLUMN outcome TEXT;
ALTER TABLE accountability_case ADD COLUMN outcome_on TEXT;
ALTER TABLE accountability_case ADD COLUMN outcome_body TEXT;
ALTER TABLE accountability_case ADD COLUMN outcome_document TEXT;
ALTER TABLE accountability_case ADD COLUMN outcome_text TEXT;
ALTER TABLE accountability_case ADD COLUMN concluded_at BIGINT;
