-- Statistical tables that were issued: which, of which period, as of which moment. What they said is in the ledger.

CREATE TABLE issued_table (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    form       TEXT   NOT NULL,
    -- The edition of the form, by its first day.
    edition    TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    from_day   TEXT   NOT NULL,
    to_day     TEXT   NOT NULL,
    -- 1 for the first of a form and a period.
    issue      BIGINT NOT NULL,
    as_of      BIGINT NOT NULL,
    -- SHA-256 of what it says.
    hash       TEXT   NOT NULL,
    -- Why it was issued again.
    reason     TEXT,
    issued_at  BIGINT NOT NULL,
    issued_by  {blob},
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX issued_table_issue ON issued_table (district, form, from_day, to_day, issue);
CREATE INDEX issued_table_at ON issued_table (district, issued_at);
