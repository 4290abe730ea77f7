-- Requests for more time that nobody has decided yet; decided ones stand in the history of their hazard.

CREATE TABLE hazard_extension_request (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    due          BIGINT NOT NULL,
    asked_at     BIGINT NOT NULL,
    asker        {blob},
    organisation {blob} NOT NULL,
    decision     {blob} NOT NULL,
    reason       TEXT,
    PRIMARY KEY (district, id)
) {clustered};
