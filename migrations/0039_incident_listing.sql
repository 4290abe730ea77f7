-- fill: investigation_listing
-- Supervision in public of an investigation: where its last listing stands; what was said at each step is in the ledger.

CREATE TABLE investigation_listing (
    district      BIGINT NOT NULL,
    investigation {blob} NOT NULL,
    -- As of hazards: listed, published, acceptance, accepted, delisted, ended
    status        TEXT   NOT NULL,
    level         TEXT   NOT NULL,
    number        TEXT   NOT NULL,
    deadline      TEXT   NOT NULL,
    asked_until   TEXT,
    asker         {blob},
    PRIMARY KEY (district, investigation)
) {clustered};
