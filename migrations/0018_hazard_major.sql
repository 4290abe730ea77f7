-- Major hazards: by which edition each was last judged, and how. Older judgements are in the ledger.

CREATE TABLE hazard_judgement (
    district  BIGINT NOT NULL,
    hazard    {blob} NOT NULL,
    version   BIGINT NOT NULL,
    edition   TEXT   NOT NULL,
    verdict   TEXT   NOT NULL,
    -- Article and answer, as JSON.
    answers   TEXT   NOT NULL,
    judge     {blob},
    -- Whether an ordinary verdict on a major hazard waits for the second person.
    waits     BIGINT NOT NULL,
    PRIMARY KEY (district, hazard)
) {clustered};
CREATE INDEX hazard_judgement_edition ON hazard_judgement (district, edition);

-- Listed supervision: one row a listing; what was said at each step is in the ledger.
CREATE TABLE listing (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    hazard       {blob} NOT NULL,
    status       TEXT   NOT NULL,
    level        TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    number_year  BIGINT,
    number       BIGINT,
    deadline     TEXT   NOT NULL,
    asked_until  TEXT,
    proposer     {blob},
    asker        {blob},
    proposed_at  BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX listing_hazard ON listing (district, hazard);
CREATE INDEX listing_status ON listing (district, status, deadline);

-- Official sentences of articles, as the district recorded them; the latest that has begun counts.
CREATE TABLE criteria_sentence (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    version  BIGINT NOT NULL,
    edition  TEXT   NOT NULL,
    article  TEXT   NOT NULL,
    sentence TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    from_day TEXT   NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
