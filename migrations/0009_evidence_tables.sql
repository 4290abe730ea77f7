-- Files shown for an object. Names, times and places that a file claims are NULL once erased.

CREATE TABLE evidence (
    district              BIGINT NOT NULL,
    id                    {blob} NOT NULL,
    version               BIGINT NOT NULL,
    about_kind            TEXT   NOT NULL,
    about_id              {blob} NOT NULL,
    phase                 TEXT   NOT NULL,
    sha256                {blob} NOT NULL,
    media_type            TEXT   NOT NULL,
    bytes                 BIGINT NOT NULL,
    width                 BIGINT,
    height                BIGINT,
    copies                TEXT   NOT NULL,
    name                  TEXT,
    taken_at              BIGINT,
    latitude_e6           BIGINT,
    longitude_e6          BIGINT,
    stored_at             BIGINT NOT NULL,
    uploader              {blob},
    uploader_organisation {blob},
    withdrawn             BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX evidence_about  ON evidence (district, about_id, id);
CREATE INDEX evidence_sha256 ON evidence (district, sha256);

-- The look of a photo in four pieces of sixteen bits: what differs in few bits has a piece in common, or nearly.
CREATE TABLE evidence_piece (
    district BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    piece    BIGINT NOT NULL,
    evidence {blob} NOT NULL,
    look     BIGINT NOT NULL,
    PRIMARY KEY (district, place, piece, evidence)
) {clustered};

-- What was found to show the same as something stored before.
CREATE TABLE evidence_likeness (
    district BIGINT NOT NULL,
    evidence {blob} NOT NULL,
    earlier  {blob} NOT NULL,
    exact    BIGINT NOT NULL,
    distance BIGINT NOT NULL,
    PRIMARY KEY (district, evidence, earlier)
) {clustered};
CREATE INDEX evidence_likeness_earlier ON evidence_likeness (district, earlier, evidence);

-- Files on their way: half received, or received and not yet shown for anything. Not facts; gone after a day.
CREATE TABLE evidence_upload (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    person     {blob},
    name       TEXT   NOT NULL,
    bytes      BIGINT NOT NULL,
    sha256     {blob},
    expires_at BIGINT NOT NULL,
    -- What the whole file was found to be; NULL while it is coming in.
    found      TEXT,
    found_sha256 {blob},
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX evidence_upload_person  ON evidence_upload (district, person);
CREATE INDEX evidence_upload_expires ON evidence_upload (district, expires_at);
CREATE INDEX evidence_upload_sha256  ON evidence_upload (district, found_sha256);

-- Which duties ask for photos, why, from when to when. There is none unless somebody sets it.
CREATE TABLE evidence_rule (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    version  BIGINT NOT NULL,
    duty     TEXT   NOT NULL,
    grade    TEXT,
    photos   BIGINT NOT NULL,
    reason   TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    from_day TEXT   NOT NULL,
    to_day   TEXT,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX evidence_rule_duty ON evidence_rule (district, duty);
