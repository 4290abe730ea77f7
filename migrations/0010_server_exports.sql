-- Sheets on their way out, and those that came back. Not facts: what a returned sheet changed are facts of their own, and so is
-- which side of a conflict was taken.

CREATE TABLE export (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    -- Which list.
    kind     TEXT   NOT NULL,
    person   {blob},
    at       BIGINT NOT NULL,
    -- The words of its choices and headers.
    lang     TEXT   NOT NULL,
    -- The address's query: what was asked for.
    query    TEXT   NOT NULL,
    format   TEXT   NOT NULL,
    rows     BIGINT NOT NULL,
    -- Of the base values; absent for files that cannot come back.
    digest   {blob},
    PRIMARY KEY (district, id)
) {clustered};

CREATE INDEX export_of_person ON export (district, person, at);

CREATE TABLE returned_sheet (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    export     {blob} NOT NULL,
    person     {blob},
    at         BIGINT NOT NULL,
    -- As the visitor's machine calls the file; it may hold a name, so it stands nowhere else.
    name       TEXT   NOT NULL,
    bytes      BIGINT NOT NULL,
    -- What was written so far, and what was refused in the last run.
    changed    BIGINT NOT NULL,
    added      BIGINT NOT NULL,
    chosen     BIGINT NOT NULL,
    refused    TEXT   NOT NULL,
    renewed_at BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};

CREATE INDEX returned_sheet_of_person ON returned_sheet (district, person, at);

-- New rows of returned sheets that were added, so that the same row is added once.
CREATE TABLE export_added (
    district BIGINT NOT NULL,
    export   {blob} NOT NULL,
    digest   {blob} NOT NULL,
    PRIMARY KEY (district, export, digest)
) {clustered};

-- Conflicts that a person decided, with the value that lost.
CREATE TABLE merge_choice (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    version  BIGINT NOT NULL,
    export   {blob} NOT NULL,
    kind     TEXT   NOT NULL,
    object   TEXT   NOT NULL,
    field    TEXT   NOT NULL,
    header   TEXT   NOT NULL,
    taken    TEXT   NOT NULL,
    lost     TEXT,
    person   {blob},
    at       BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};

CREATE INDEX merge_choice_of_export ON merge_choice (district, export);
