-- Facts get a place, the order in which they came in, and by it a number in the log of their node. A number has no gap
-- and is given after the write (by the sequencer), so that writers don't wait for each other.

CREATE TABLE fact_placed (
    place        {place},
    district     BIGINT NOT NULL,
    stream       TEXT   NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    payload      TEXT   NOT NULL,
    actor        TEXT   NOT NULL,
    role         TEXT,
    organisation {blob},
    origin       TEXT   NOT NULL,
    effective_at BIGINT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    node         BIGINT NOT NULL,
    cause        TEXT,
    {key} (district, stream, id, version)
);

INSERT INTO fact_placed (district, stream, id, version, kind, payload, actor, role, organisation, origin, effective_at,
                         recorded_at, node, cause)
SELECT district, stream, id, version, kind, payload, actor, role, organisation, origin, effective_at, recorded_at, node,
       cause
FROM fact ORDER BY recorded_at, district, stream, id, version;

DROP TABLE fact;
ALTER TABLE fact_placed RENAME TO fact;
{place_index}

-- Which fact has which number in the log, from 0.
CREATE TABLE log_entry (
    district BIGINT NOT NULL,
    node     BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    PRIMARY KEY (district, node, number)
) {clustered};
CREATE UNIQUE INDEX log_entry_place ON log_entry (district, node, place);
