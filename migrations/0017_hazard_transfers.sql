-- Offers to hand a rectification over to another organisation, with what became of each.

CREATE TABLE hazard_transfer (
    district          BIGINT NOT NULL,
    id                {blob} NOT NULL,
    version           BIGINT NOT NULL,
    hazard            {blob} NOT NULL,
    from_organisation {blob} NOT NULL,
    to_organisation   {blob} NOT NULL,
    state             TEXT   NOT NULL,
    open              BIGINT NOT NULL,
    division          BIGINT NOT NULL,
    sector            TEXT   NOT NULL,
    offered_at        BIGINT NOT NULL,
    offered_by        {blob},
    reason            TEXT,
    answered_at       BIGINT,
    answered_by       {blob},
    refusal           TEXT,
    asked_at          BIGINT,
    question          TEXT,
    decided_at        BIGINT,
    decided_by        {blob},
    decided_to        {blob},
    decision          TEXT,
    obligation        {blob},
    due               BIGINT,
    PRIMARY KEY (district, id)
);

CREATE INDEX hazard_transfer_offered ON hazard_transfer (district, offered_at);
CREATE INDEX hazard_transfer_hazard ON hazard_transfer (district, hazard, offered_at);
