-- What was erased, when and why. The reason is a text like any other and can be erased, too.

CREATE TABLE erasure (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    stream        TEXT   NOT NULL,
    object        {blob} NOT NULL,
    values_erased BIGINT NOT NULL,
    erased_at     BIGINT NOT NULL,
    actor         TEXT   NOT NULL,
    reason        TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX erasure_at ON erasure (district, erased_at);
