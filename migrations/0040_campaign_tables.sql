-- Campaigns: stages, milestones and their criteria, topics, members; tasks with their parts, and the counts over them.

CREATE TABLE campaign (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    number        TEXT   NOT NULL,
    title         TEXT,
    goal          TEXT,
    from_day      TEXT   NOT NULL,
    to_day        TEXT   NOT NULL,
    -- open, closed
    state         TEXT   NOT NULL,
    announced_at  BIGINT NOT NULL,
    announced_by  {blob},
    closed_at     BIGINT,
    -- none, draft, approved, issued
    plan          TEXT   NOT NULL,
    plan_title    TEXT,
    plan_text     TEXT,
    drafted_at    BIGINT,
    drafted_by    {blob},
    approved_at   BIGINT,
    approved_by   {blob},
    approval      TEXT,
    plan_number   TEXT,
    issued_at     BIGINT,
    issued_by     {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX campaign_from ON campaign (district, from_day);

-- A stage, or a milestone where no stage is named.
CREATE TABLE campaign_gate (
    district   BIGINT NOT NULL,
    campaign   {blob} NOT NULL,
    no         BIGINT NOT NULL,
    stage      TEXT,
    title      TEXT,
    from_day   TEXT   NOT NULL,
    to_day     TEXT   NOT NULL,
    obligation {blob} NOT NULL,
    passed_at  BIGINT,
    passed_by  {blob},
    note       TEXT,
    PRIMARY KEY (district, campaign, no)
) {clustered};

CREATE TABLE campaign_criterion (
    district BIGINT NOT NULL,
    campaign {blob} NOT NULL,
    gate     BIGINT NOT NULL,
    no       BIGINT NOT NULL,
    words    TEXT,
    -- Decided with the gate: 1 fulfilled, 0 not, and then why it goes on all the same.
    met      BIGINT,
    reason   TEXT,
    PRIMARY KEY (district, campaign, gate, no)
) {clustered};

CREATE TABLE campaign_topic (
    district BIGINT NOT NULL,
    campaign {blob} NOT NULL,
    no       BIGINT NOT NULL,
    -- topic, sector
    sort     TEXT   NOT NULL,
    title    TEXT,
    led_by   {blob} NOT NULL,
    PRIMARY KEY (district, campaign, no)
) {clustered};

-- One organisation within one campaign.
CREATE TABLE campaign_member (
    district       BIGINT NOT NULL,
    id             {blob} NOT NULL,
    version        BIGINT NOT NULL,
    campaign       {blob} NOT NULL,
    organisation   {blob} NOT NULL,
    division       BIGINT NOT NULL,
    group_owed     {blob} NOT NULL,
    group_due      BIGINT NOT NULL,
    group_at       BIGINT,
    group_by       {blob},
    head           TEXT,
    responsible    TEXT,
    group_document TEXT,
    plan_owed      {blob} NOT NULL,
    plan_due       BIGINT NOT NULL,
    plan_at        BIGINT,
    plan_by        {blob},
    plan_title     TEXT,
    plan_document  TEXT,
    receipt_owed   {blob},
    receipt_due    BIGINT,
    received_at    BIGINT,
    received_by    {blob},
    PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX campaign_member_of ON campaign_member (district, campaign, organisation);

CREATE TABLE task (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    version    BIGINT NOT NULL,
    campaign   {blob} NOT NULL,
    number     TEXT   NOT NULL,
    topic      BIGINT NOT NULL,
    stage      TEXT   NOT NULL,
    -- problem, measure, work
    sheet      TEXT   NOT NULL,
    title      TEXT,
    measure    TEXT,
    urgency    TEXT   NOT NULL,
    difficulty TEXT   NOT NULL,
    directive  {blob},
    solves     {blob},
    -- open, closed, withdrawn
    state      TEXT   NOT NULL,
    parts      BIGINT NOT NULL,
    closed     BIGINT NOT NULL,
    -- When its last part is due, and the earliest of those still to be done.
    due        BIGINT NOT NULL,
    next_due   BIGINT,
    set_at     BIGINT NOT NULL,
    set_by     {blob},
    ended_at   BIGINT,
    reason     TEXT,
    PRIMARY KEY (district, id)
);
-- Urgent before slow, easy before hard: the order of the list.
CREATE INDEX task_order ON task (district, campaign, state, urgency, difficulty, due, id);
CREATE INDEX task_directive ON task (district, directive);

CREATE TABLE task_part (
    district     BIGINT NOT NULL,
    task         {blob} NOT NULL,
    no           BIGINT NOT NULL,
    campaign     {blob} NOT NULL,
    topic        BIGINT NOT NULL,
    stage        TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    words        TEXT,
    due          BIGINT NOT NULL,
    obligation   {blob} NOT NULL,
    -- assigned, done, returned, closed, withdrawn
    state        TEXT   NOT NULL,
    -- 1 while it is the owner's move.
    owing        BIGINT NOT NULL,
    done_at      BIGINT,
    done_by      {blob},
    said         TEXT,
    late_seconds BIGINT NOT NULL,
    check_due    BIGINT,
    closed_at    BIGINT,
    closed_by    {blob},
    remark       TEXT,
    PRIMARY KEY (district, task, no)
) {clustered};
CREATE INDEX task_part_organisation ON task_part (district, organisation, campaign, topic, stage);
-- What is late stands at the beginning of what is owed; the index holds all that the progress page asks of it.
CREATE INDEX task_part_owing ON task_part (district, campaign, owing, due, stage, topic, organisation);

-- Parts by topic, organisation and stage, kept as differences: the progress page reads some thousand rows, however many tasks.
CREATE TABLE task_count (
    district     BIGINT NOT NULL,
    campaign     {blob} NOT NULL,
    stage        TEXT   NOT NULL,
    topic        BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    parts        BIGINT NOT NULL,
    done         BIGINT NOT NULL,
    closed       BIGINT NOT NULL,
    PRIMARY KEY (district, campaign, stage, topic, organisation)
) {clustered};
