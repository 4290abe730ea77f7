-- Hazards. What a list filters and a step changes stands in `hazard`; free text stands beside it and isn't rewritten.

CREATE TABLE hazard (
    district             BIGINT NOT NULL,
    id                   {blob} NOT NULL,
    version              BIGINT NOT NULL,
    number_year          BIGINT NOT NULL,
    number               BIGINT NOT NULL,
    status               TEXT   NOT NULL,
    grade                TEXT   NOT NULL,
    harm                 TEXT   NOT NULL,
    source               TEXT   NOT NULL,
    sector               TEXT   NOT NULL,
    division             BIGINT NOT NULL,
    township             BIGINT NOT NULL,
    subject              {blob} NOT NULL,
    subject_organisation {blob},
    reporter             {blob},
    reporter_organisation {blob},
    owner_organisation   {blob},
    owner                {blob},
    checker_organisation {blob},
    checker              {blob},
    doer                 {blob},
    doer_organisation    {blob},
    obligation           {blob},
    found_at             BIGINT NOT NULL,
    due                  BIGINT,
    open                 BIGINT NOT NULL,
    returns              BIGINT NOT NULL,
    extensions           BIGINT NOT NULL,
    imported             BIGINT NOT NULL,
    closed_at            BIGINT,
    PRIMARY KEY (district, id)
);

-- Lists sort by day of finding; these columns never change, so a step through the loop does not touch them.
CREATE INDEX hazard_found ON hazard (district, found_at);
CREATE INDEX hazard_township ON hazard (district, township, sector, found_at);
CREATE INDEX hazard_sector ON hazard (district, sector, found_at);
CREATE INDEX hazard_subject ON hazard (district, subject, found_at);
CREATE INDEX hazard_reporter ON hazard (district, reporter_organisation, found_at);
CREATE INDEX hazard_number ON hazard (district, number_year, number);
-- The open ones are few; only they are in these.
CREATE INDEX hazard_open ON hazard (district, found_at) WHERE open = 1;
CREATE INDEX hazard_major ON hazard (district, found_at) WHERE grade = 'major';

CREATE TABLE hazard_text (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    title        TEXT,
    description  TEXT,
    place        TEXT,
    grade_reason TEXT,
    unit         TEXT,
    PRIMARY KEY (district, id)
);
