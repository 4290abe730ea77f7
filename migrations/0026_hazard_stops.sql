-- Stop orders: one row an order, and which hazards each names. What was said at each step is in the ledger.

CREATE TABLE stop_order (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    standing      TEXT   NOT NULL,
    subject       {blob} NOT NULL,
    unit          {blob},
    issuer        {blob} NOT NULL,
    division      BIGINT NOT NULL,
    sector        TEXT   NOT NULL,
    extent        TEXT   NOT NULL,
    part          TEXT,
    from_at       BIGINT NOT NULL,
    number        TEXT,
    reopening     TEXT,
    proposer      {blob},
    applicant     {blob},
    examiner      {blob},
    proposed_at   BIGINT NOT NULL,
    signed_at     BIGINT,
    reopened_at   BIGINT,
    revisited_at  BIGINT,
    open_signs    BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX stop_order_standing ON stop_order (district, standing, proposed_at);

CREATE TABLE stop_order_hazard (
    district   BIGINT NOT NULL,
    stop_order {blob} NOT NULL,
    hazard     {blob} NOT NULL,
    PRIMARY KEY (district, stop_order, hazard)
) {clustered};
CREATE INDEX stop_order_hazard_hazard ON stop_order_hazard (district, hazard);

-- Signs that what stands still works again in secret, and what came of each.
CREATE TABLE stop_sign (
    district    BIGINT NOT NULL,
    stop_order  {blob} NOT NULL,
    number      BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    answer      {blob} NOT NULL,
    outcome     TEXT,
    answered_at BIGINT,
    PRIMARY KEY (district, stop_order, number)
) {clustered};
