-- Files on their way in. Not facts: what a row became is a fact of its own, with the origin "import"; here stands how far a
-- file has come, so that it can be interrupted and continued, and who brought it.

CREATE TABLE import (
    district  BIGINT NOT NULL,
    id        {blob} NOT NULL,
    kind      TEXT   NOT NULL,
    person    {blob},
    at        BIGINT NOT NULL,
    -- As the visitor's machine calls the file; it may hold a name, so it stands nowhere else.
    name      TEXT   NOT NULL,
    digest    {blob} NOT NULL,
    bytes     BIGINT NOT NULL,
    -- Where and in which sector new units are registered.
    division  BIGINT NOT NULL,
    sector    TEXT   NOT NULL,
    state     TEXT   NOT NULL,
    -- Of the file: good rows, rows with a problem, what was assumed, the first rows.
    rows_good BIGINT NOT NULL,
    rows_bad  BIGINT NOT NULL,
    preview   TEXT   NOT NULL,
    -- Of the run.
    done      BIGINT NOT NULL,
    created   BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    refused   BIGINT NOT NULL,
    units     BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};

CREATE INDEX import_of_person ON import (district, person, at);

-- What is wrong with a file's rows: found in reading, or said by the act of the row.
CREATE TABLE import_problem (
    district BIGINT NOT NULL,
    import   {blob} NOT NULL,
    place    BIGINT NOT NULL,
    sheet    TEXT   NOT NULL,
    row      BIGINT NOT NULL,
    letter   TEXT   NOT NULL,
    header   TEXT   NOT NULL,
    given    TEXT   NOT NULL,
    problem  TEXT   NOT NULL,
    advice   TEXT   NOT NULL,
    PRIMARY KEY (district, import, place)
) {clustered};

-- Names of columns that an organisation uses and nobody else, as it said itself.
CREATE TABLE import_heading (
    district     BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    kind         TEXT   NOT NULL,
    header       TEXT   NOT NULL,
    field        TEXT   NOT NULL,
    PRIMARY KEY (district, organisation, kind, header)
) {clustered};
