-- Disasters, who is asked to report within each, what the district reported upward; loss sheets, and the sums over them.

CREATE TABLE disaster (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    number        TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    sub_kind      TEXT,
    title         TEXT,
    -- What set it off, in words.
    set_off_by    TEXT,
    began_at      BIGINT NOT NULL,
    over_at       BIGINT,
    -- open, ended, verified, dismissed
    state         TEXT   NOT NULL,
    registered_at BIGINT NOT NULL,
    registered_by {blob},
    ended_at      BIGINT,
    ended_by      {blob},
    closed_at     BIGINT,
    closed_by     {blob},
    -- Why it was dismissed, or what the verification says.
    note          TEXT,
    -- The district's next report upward, and the duty to verify.
    reporting     {blob},
    reporting_due BIGINT,
    verifying     {blob},
    verifying_due BIGINT,
    reports       BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX disaster_began ON disaster (district, began_at);

CREATE TABLE disaster_place (
    district   BIGINT NOT NULL,
    disaster   {blob} NOT NULL,
    division   BIGINT NOT NULL,
    obligation {blob} NOT NULL,
    due        BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    PRIMARY KEY (district, disaster, division)
) {clustered};
CREATE INDEX disaster_place_division ON disaster_place (district, division);

CREATE TABLE disaster_report (
    district BIGINT NOT NULL,
    disaster {blob} NOT NULL,
    edition  BIGINT NOT NULL,
    phase    TEXT   NOT NULL,
    figures  TEXT   NOT NULL,
    asked    BIGINT NOT NULL,
    silent   BIGINT NOT NULL,
    note     TEXT,
    sent_at  BIGINT NOT NULL,
    sent_by  {blob},
    PRIMARY KEY (district, disaster, edition)
) {clustered};

-- One sheet of one place. What it says is one text, so that a grid of 130 places is 130 rows; its editions are in the ledger.
CREATE TABLE loss_sheet (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    disaster      {blob} NOT NULL,
    division      BIGINT NOT NULL,
    -- A group within a village; empty where it is the division itself.
    village_group TEXT   NOT NULL,
    edition       BIGINT NOT NULL,
    phase         TEXT   NOT NULL,
    zero          BIGINT NOT NULL,
    figures       TEXT   NOT NULL,
    roads         TEXT,
    reason        TEXT,
    first_at      BIGINT NOT NULL,
    sent_at       BIGINT NOT NULL,
    sent_by       {blob},
    -- The daily report that is owed next.
    daily         {blob},
    daily_due     BIGINT,
    withdrawn     BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX loss_sheet_place ON loss_sheet (district, disaster, division, village_group);

-- What a township says itself, and what its parts say; of the district the parts alone. Kept as differences.
CREATE TABLE loss_sum (
    district BIGINT NOT NULL,
    disaster {blob} NOT NULL,
    division BIGINT NOT NULL,
    measure  TEXT   NOT NULL,
    own      BIGINT,
    parts    BIGINT NOT NULL,
    said     BIGINT NOT NULL,
    PRIMARY KEY (district, disaster, division, measure)
) {clustered};
