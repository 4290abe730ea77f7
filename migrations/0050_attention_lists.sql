-- Key-attention lists: editions of their criteria, lists with their entries and reasons, and what each entry of a signed list owes.

CREATE TABLE attention_criteria (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    version    BIGINT NOT NULL,
    number     TEXT   NOT NULL,
    title      TEXT,
    reason     TEXT,
    -- draft, in_force, discarded
    state      TEXT   NOT NULL,
    from_day   TEXT,
    drafted_at BIGINT NOT NULL,
    drafted_by {blob},
    put_at     BIGINT,
    put_by     {blob},
    note       TEXT,
    -- The last number of a criterion.
    criteria   BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX attention_criteria_from ON attention_criteria (district, state, from_day);

-- The threshold in hundredths: of a case or of a per cent. Months are absent where the measure is of the moment.
CREATE TABLE attention_criterion (
    district   BIGINT NOT NULL,
    edition    {blob} NOT NULL,
    no         BIGINT NOT NULL,
    -- township, sector, unit
    sort       TEXT   NOT NULL,
    measure    TEXT   NOT NULL,
    months     BIGINT,
    -- at_least, above, at_most, below
    comparison TEXT   NOT NULL,
    threshold  BIGINT NOT NULL,
    -- inspection, control, guidance
    treatment  TEXT   NOT NULL,
    PRIMARY KEY (district, edition, no)
) {clustered};

CREATE TABLE attention_list (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    title        TEXT,
    -- As of when the record was asked.
    moment       BIGINT NOT NULL,
    edition      {blob} NOT NULL,
    -- draft, told, signed, discarded
    state        TEXT   NOT NULL,
    entries      BIGINT NOT NULL,
    drafted_at   BIGINT NOT NULL,
    drafted_by   {blob},
    told_at      BIGINT,
    -- Until when one may object.
    object_until BIGINT,
    -- Signing, which the Safety Office owes once those on it were told.
    obligation   {blob},
    due          BIGINT,
    signed_at    BIGINT,
    signed_by    {blob},
    number       TEXT,
    -- The list that was signed before this one.
    follows      {blob},
    note         TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX attention_list_state ON attention_list (district, state, signed_at);

CREATE TABLE attention_listed (
    district     BIGINT NOT NULL,
    list         {blob} NOT NULL,
    no           BIGINT NOT NULL,
    -- township, sector, unit
    sort         TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    sector       TEXT,
    division     BIGINT NOT NULL,
    -- Who answers for what is done there.
    owner        {blob} NOT NULL,
    objection    TEXT,
    objected_at  BIGINT,
    objected_by  {blob},
    obligation   {blob},
    due          BIGINT,
    upheld       BIGINT,
    answer       TEXT,
    answered_at  BIGINT,
    answered_by  {blob},
    PRIMARY KEY (district, list, no)
) {clustered};
CREATE INDEX attention_listed_organisation ON attention_listed (district, organisation);

CREATE TABLE attention_reason (
    district   BIGINT NOT NULL,
    list       {blob} NOT NULL,
    no         BIGINT NOT NULL,
    criterion  BIGINT NOT NULL,
    measure    TEXT   NOT NULL,
    months     BIGINT,
    comparison TEXT   NOT NULL,
    threshold  BIGINT NOT NULL,
    treatment  TEXT   NOT NULL,
    -- A whole of none: at least the part, of which more is not known.
    part       BIGINT,
    whole      BIGINT,
    -- Addresses of the lists that were counted, one a line.
    evidence   TEXT   NOT NULL,
    PRIMARY KEY (district, list, no, criterion)
) {clustered};

CREATE TABLE attention_entry (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    list         {blob} NOT NULL,
    no           BIGINT NOT NULL,
    sort         TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    sector       TEXT,
    division     BIGINT NOT NULL,
    owner        {blob} NOT NULL,
    -- inspection, control, guidance, with commas
    treatments   TEXT   NOT NULL,
    obligation   {blob} NOT NULL,
    due          BIGINT NOT NULL,
    -- owed, reported, returned, done, waived
    state        TEXT   NOT NULL,
    late         BIGINT NOT NULL,
    asked_at     BIGINT NOT NULL,
    visited      BIGINT,
    found        BIGINT,
    report       TEXT,
    reported_at  BIGINT,
    reported_by  {blob},
    note         TEXT,
    removed_at   BIGINT,
    removed_by   {blob},
    removal      TEXT,
    -- Numbers of the criteria that held when it was removed, with commas.
    holding      TEXT,
    PRIMARY KEY (district, id)
);
CREATE INDEX attention_entry_listed ON attention_entry (district, list, no);
CREATE INDEX attention_entry_due ON attention_entry (district, state, due);

-- Measures are asked of one organisation, as whoever rectifies or verifies, and of all that rectify at once.
CREATE INDEX hazard_owner   ON hazard (district, owner_organisation, found_at);
CREATE INDEX hazard_checker ON hazard (district, checker_organisation, found_at);
