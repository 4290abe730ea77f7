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
