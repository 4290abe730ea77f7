-- What anybody tells about the system or its use. Not a fact of the district, and never mixed with one: who sent it is not
-- kept, and an answered entry can be deleted without touching the ledger.

CREATE TABLE complaint (
    district BIGINT NOT NULL,
    number   TEXT   NOT NULL,
    sent_at  BIGINT NOT NULL,
    text     TEXT   NOT NULL,
    -- How to reach the sender: only what the sender wrote here.
    contact  TEXT,
    -- The form's own key: sent twice, it has one receipt.
    request  {blob} NOT NULL,
    PRIMARY KEY (district, number)
) {clustered};

CREATE UNIQUE INDEX complaint_request ON complaint (district, request);
CREATE INDEX complaint_newest ON complaint (district, sent_at);
