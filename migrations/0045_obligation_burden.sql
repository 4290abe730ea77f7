-- What a request of a duty costs one organisation, from a day on; and what was asked in a period, found by its time.

CREATE TABLE burden_cost (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    duty     TEXT   NOT NULL,
    minutes  BIGINT NOT NULL,
    from_at  BIGINT NOT NULL,
    source   TEXT   NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX burden_cost_duty ON burden_cost (district, duty, from_at);
CREATE INDEX obligation_opened ON obligation (district, opened_at, duty, owner_organisation, owed_to_organisation);
