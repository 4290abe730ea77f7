-- What the organisation concerned is asked to say, what a decision leads to, and what became of a referral.

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
