-- Meetings with whom they ask, what was said and decided there; resolutions; the rules that ask for meetings, and their periods.

CREATE TABLE meeting (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    number        TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    title         TEXT,
    place         TEXT,
    chair         TEXT,
    host          {blob} NOT NULL,
    starts_at     BIGINT NOT NULL,
    -- planned, held, signed, cancelled
    state         TEXT   NOT NULL,
    -- The period it counts for.
    period        {blob},
    postponed     BIGINT NOT NULL,
    convened_at   BIGINT NOT NULL,
    convened_by   {blob},
    ended_at      BIGINT,
    -- Whether the roll was taken.
    attended      BIGINT NOT NULL,
    -- Why it was postponed or cancelled.
    note          TEXT,
    -- The duty to have the minutes signed.
    minutes       {blob},
    minutes_due   BIGINT,
    edition       BIGINT NOT NULL,
    draft         TEXT,
    drafted_at    BIGINT,
    drafted_by    {blob},
    signed_at     BIGINT,
    signed_by     {blob},
    invited       BIGINT NOT NULL,
    statements    BIGINT NOT NULL,
    problems      BIGINT NOT NULL,
    materials     BIGINT NOT NULL,
    documents     BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX meeting_starts ON meeting (district, starts_at);
CREATE INDEX meeting_period_of ON meeting (district, period);

CREATE TABLE meeting_item (
    district BIGINT NOT NULL,
    meeting  {blob} NOT NULL,
    no       BIGINT NOT NULL,
    item     TEXT,
    PRIMARY KEY (district, meeting, no)
) {clustered};

-- An organisation that was asked. `post` is whom of it.
CREATE TABLE meeting_invitation (
    district     BIGINT NOT NULL,
    meeting      {blob} NOT NULL,
    no           BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    post         TEXT,
    speaks       BIGINT NOT NULL,
    -- What it answered: present, represented, excused.
    answer       TEXT,
    answered_at  BIGINT,
    -- What the roll says: present, represented, excused, absent.
    attendance   TEXT,
    -- Who comes or came.
    name         TEXT,
    PRIMARY KEY (district, meeting, no)
) {clustered};
CREATE UNIQUE INDEX meeting_invitation_once ON meeting_invitation (district, meeting, organisation);
CREATE INDEX meeting_invitation_organisation ON meeting_invitation (district, organisation);

CREATE TABLE meeting_statement (
    district     BIGINT NOT NULL,
    meeting      {blob} NOT NULL,
    no           BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    statement    TEXT,
    PRIMARY KEY (district, meeting, no)
) {clustered};

-- A problem named in a statement.
CREATE TABLE meeting_problem (
    district     BIGINT NOT NULL,
    meeting      {blob} NOT NULL,
    no           BIGINT NOT NULL,
    statement    BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    problem      TEXT,
    PRIMARY KEY (district, meeting, no)
) {clustered};

-- The written material of a sub-headquarters.
CREATE TABLE meeting_material (
    district     BIGINT NOT NULL,
    meeting      {blob} NOT NULL,
    no           BIGINT NOT NULL,
    headquarters TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    due          BIGINT NOT NULL,
    obligation   {blob} NOT NULL,
    title        TEXT,
    received_at  BIGINT,
    -- The meeting was cancelled before it came.
    dropped      BIGINT NOT NULL,
    PRIMARY KEY (district, meeting, no)
) {clustered};
CREATE INDEX meeting_material_due ON meeting_material (district, due);

CREATE TABLE meeting_document (
    district  BIGINT NOT NULL,
    meeting   {blob} NOT NULL,
    no        BIGINT NOT NULL,
    -- notice, minutes
    kind      TEXT   NOT NULL,
    year      BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    -- The version of the meeting that it tells of.
    step      BIGINT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by {blob},
    PRIMARY KEY (district, meeting, no)
) {clustered};

CREATE TABLE resolution (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    meeting     {blob} NOT NULL,
    -- The problem of a statement that it answers.
    problem     BIGINT,
    resolution  TEXT,
    owner       {blob} NOT NULL,
    obligation  {blob} NOT NULL,
    due         BIGINT NOT NULL,
    -- set, reported, returned, closed, withdrawn
    state       TEXT   NOT NULL,
    resolved_at BIGINT NOT NULL,
    resolved_by {blob},
    done        TEXT,
    reported_at BIGINT,
    reported_by {blob},
    note        TEXT,
    closed_at   BIGINT,
    closed_by   {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX resolution_meeting ON resolution (district, meeting);
CREATE INDEX resolution_owner ON resolution (district, owner, state);
CREATE INDEX resolution_state ON resolution (district, state, due);

CREATE TABLE meeting_rule (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    -- month, quarter, half_year, year
    every       TEXT   NOT NULL,
    days_before BIGINT NOT NULL,
    owner       {blob} NOT NULL,
    from_day    TEXT   NOT NULL,
    to_day      TEXT,
    set_on      TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    PRIMARY KEY (district, id)
);

CREATE TABLE meeting_period (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    version    BIGINT NOT NULL,
    rule       {blob} NOT NULL,
    kind       TEXT   NOT NULL,
    every      TEXT   NOT NULL,
    first_day  TEXT   NOT NULL,
    last_day   TEXT   NOT NULL,
    owner      {blob} NOT NULL,
    obligation {blob} NOT NULL,
    due        BIGINT NOT NULL,
    -- owed, held, reported, waived
    state      TEXT   NOT NULL,
    -- The meeting that counted for it.
    meeting    {blob},
    done_at    BIGINT,
    document   TEXT,
    note       TEXT,
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX meeting_period_once ON meeting_period (district, rule, first_day);
CREATE INDEX meeting_period_due ON meeting_period (district, due);
