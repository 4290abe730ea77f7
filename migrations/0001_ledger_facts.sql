-- The ledger and what travels beside it. Words in braces differ between the engines.

CREATE TABLE fact (
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
    PRIMARY KEY (district, stream, id, version)
);

-- Values taken out of payloads: personal data and free text. Deleting a row erases the value; the commitment in the
-- payload then says nothing.
CREATE TABLE personal (
    district   BIGINT NOT NULL,
    stream     TEXT   NOT NULL,
    id         {blob} NOT NULL,
    version    BIGINT NOT NULL,
    place      BIGINT NOT NULL,
    commitment {blob} NOT NULL,
    salt       {blob} NOT NULL,
    value      TEXT   NOT NULL,
    PRIMARY KEY (district, stream, id, version, place)
) {clustered};

-- What happens when a time is reached.
CREATE TABLE timer (
    district BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    stream   TEXT   NOT NULL,
    id       {blob} NOT NULL,
    kind     TEXT   NOT NULL,
    PRIMARY KEY (district, at, stream, id, kind)
) {clustered};

-- What leaves the house, written with the fact that causes it, sent after commit.
CREATE TABLE outbox (
    district     BIGINT NOT NULL,
    stream       TEXT   NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    place        BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    person       {blob},
    sent_at      BIGINT,
    PRIMARY KEY (district, stream, id, version, place)
) {clustered};

-- The first answer to each request of each person, kept seven days.
CREATE TABLE idempotency (
    district BIGINT NOT NULL,
    person   {blob} NOT NULL,
    request  {blob} NOT NULL,
    at       BIGINT NOT NULL,
    command  TEXT   NOT NULL,
    answer   TEXT   NOT NULL,
    PRIMARY KEY (district, person, request)
) {clustered};

-- The last number given in each series of documents and year.
CREATE TABLE series (
    district BIGINT NOT NULL,
    series   TEXT   NOT NULL,
    year     BIGINT NOT NULL,
    last     BIGINT NOT NULL,
    PRIMARY KEY (district, series, year)
) {clustered};

-- Texts on their way into the index.
CREATE TABLE search_queue (
    district BIGINT NOT NULL,
    stream   TEXT   NOT NULL,
    id       {blob} NOT NULL,
    text     TEXT   NOT NULL,
    PRIMARY KEY (district, stream, id)
) {clustered};

-- Words of objects' texts: FTS5 on SQLite, a tsvector on PostgreSQL.
{search}
