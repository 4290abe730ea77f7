-- Briefings and talking points: who drafted which text of which period, and its editions. What they say is in the ledger.

CREATE TABLE issued_briefing (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    version    BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    from_day   TEXT   NOT NULL,
    to_day     TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    office     TEXT   NOT NULL,
    draft      BIGINT NOT NULL,
    drafted_at BIGINT NOT NULL,
    drafted_by {blob},
    -- Once issued: 1 for the first of a text and a period, and the number of a document.
    edition    BIGINT,
    year       BIGINT,
    number     BIGINT,
    as_of      BIGINT,
    -- SHA-256 of what it says.
    hash       TEXT,
    issued_at  BIGINT,
    issued_by  {blob},
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX issued_briefing_edition ON issued_briefing (district, name, from_day, to_day, edition);
CREATE INDEX issued_briefing_period ON issued_briefing (district, to_day);
