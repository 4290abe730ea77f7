-- Schemes of supervision, tours and assessment with their items; examinations with what was found, objected to and answered;
-- problems found.

CREATE TABLE oversight_scheme (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    number       TEXT   NOT NULL,
    edition      BIGINT NOT NULL,
    -- supervision, tour, assessment
    kind         TEXT   NOT NULL,
    title        TEXT,
    first_day    TEXT   NOT NULL,
    last_day     TEXT   NOT NULL,
    -- draft, issued, published, succeeded, withdrawn
    state        TEXT   NOT NULL,
    -- The edition before and the one after.
    follows      {blob},
    reason       TEXT,
    followed_by  {blob},
    -- Why it stands no more.
    note         TEXT,
    drafted_at   BIGINT NOT NULL,
    drafted_by   {blob},
    issued_at    BIGINT,
    issued_by    {blob},
    published_at BIGINT,
    published_by {blob},
    -- The last number of an item.
    items        BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX oversight_scheme_follows ON oversight_scheme (district, follows);

CREATE TABLE oversight_scheme_organisation (
    district     BIGINT NOT NULL,
    scheme       {blob} NOT NULL,
    no           BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    PRIMARY KEY (district, scheme, no)
) {clustered};
CREATE INDEX oversight_scheme_of ON oversight_scheme_organisation (district, organisation);

-- Without a measure a person judges. Values are hundredths: of a case or a per cent, and of a mark.
CREATE TABLE oversight_item (
    district  BIGINT NOT NULL,
    scheme    {blob} NOT NULL,
    no        BIGINT NOT NULL,
    text      TEXT,
    source    TEXT   NOT NULL,
    weight    BIGINT,
    measure   TEXT,
    full_at   BIGINT,
    zero_at   BIGINT,
    each_less BIGINT,
    PRIMARY KEY (district, scheme, no)
) {clustered};

CREATE TABLE oversight_document (
    district  BIGINT NOT NULL,
    scheme    {blob} NOT NULL,
    no        BIGINT NOT NULL,
    -- scheme, result
    kind      TEXT   NOT NULL,
    year      BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by {blob},
    PRIMARY KEY (district, scheme, no)
) {clustered};

CREATE TABLE oversight_examination (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    scheme       {blob} NOT NULL,
    organisation {blob} NOT NULL,
    -- open, told, confirmed, published, dropped
    state        TEXT   NOT NULL,
    -- What the Safety Office owes next, and by when: the examination, then the publication.
    obligation   {blob} NOT NULL,
    due          BIGINT NOT NULL,
    opened_at    BIGINT NOT NULL,
    told_at      BIGINT,
    told_by      {blob},
    -- Until when one may object.
    object_until BIGINT,
    agreed_at    BIGINT,
    confirmed_at BIGINT,
    confirmed_by {blob},
    published_at BIGINT,
    note         TEXT,
    -- The last number of an objection.
    objections   BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX oversight_examination_scheme ON oversight_examination (district, scheme);
CREATE INDEX oversight_examination_organisation ON oversight_examination (district, organisation);

CREATE TABLE oversight_examiner (
    district    BIGINT NOT NULL,
    examination {blob} NOT NULL,
    no          BIGINT NOT NULL,
    person      {blob} NOT NULL,
    PRIMARY KEY (district, examination, no)
) {clustered};

-- What was found, each time anew: the last revision stands, the earlier ones stay.
CREATE TABLE oversight_finding (
    district    BIGINT NOT NULL,
    examination {blob} NOT NULL,
    item        BIGINT NOT NULL,
    revision    BIGINT NOT NULL,
    -- taken, judged, answered
    origin      TEXT   NOT NULL,
    measure     TEXT,
    part        BIGINT,
    whole       BIGINT,
    marks       BIGINT,
    finding     TEXT,
    reason      TEXT,
    -- Addresses of the lists that were counted, one a line.
    evidence    TEXT   NOT NULL,
    found_at    BIGINT NOT NULL,
    found_by    {blob},
    PRIMARY KEY (district, examination, item, revision)
) {clustered};

CREATE TABLE oversight_objection (
    district    BIGINT NOT NULL,
    examination {blob} NOT NULL,
    no          BIGINT NOT NULL,
    item        BIGINT NOT NULL,
    reason      TEXT,
    objected_at BIGINT NOT NULL,
    objected_by {blob},
    obligation  {blob} NOT NULL,
    due         BIGINT NOT NULL,
    accepted    BIGINT,
    answer      TEXT,
    answered_at BIGINT,
    answered_by {blob},
    PRIMARY KEY (district, examination, no)
) {clustered};

CREATE TABLE oversight_problem (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    examination {blob} NOT NULL,
    item        BIGINT NOT NULL,
    problem     TEXT,
    owner       {blob} NOT NULL,
    obligation  {blob} NOT NULL,
    due         BIGINT NOT NULL,
    -- set, reported, returned, closed, withdrawn
    state       TEXT   NOT NULL,
    found_at    BIGINT NOT NULL,
    found_by    {blob},
    done        TEXT,
    reported_at BIGINT,
    reported_by {blob},
    note        TEXT,
    closed_at   BIGINT,
    closed_by   {blob},
    PRIMARY KEY (district, id)
);
CREATE INDEX oversight_problem_examination ON oversight_problem (district, examination);
CREATE INDEX oversight_problem_due ON oversight_problem (district, state, due);
CREATE INDEX oversight_problem_owner ON oversight_problem (district, owner);
