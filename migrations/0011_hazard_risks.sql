-- Risks: by which edition a district computes them.

-- The editions stay: what was assessed under one is read with it forever. `direct_red` holds a sentence a line.
CREATE TABLE risk_scheme (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    version    BIGINT NOT NULL,
    edition    TEXT   NOT NULL,
    direct_red TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    from_day   TEXT   NOT NULL,
    to_day     TEXT,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX risk_scheme_edition ON risk_scheme (district, edition, from_day);
