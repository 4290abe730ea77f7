-- Who and what: divisions, organisations, people, their roles, supervised subjects and who answers for them.
-- Names, phones, addresses and free text are NULL once erased. `initials` holds the first letters of the pinyin.

CREATE TABLE division (
    district     BIGINT NOT NULL,
    code         BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    initials     TEXT   NOT NULL,
    type_name    TEXT   NOT NULL,
    abolished_on TEXT,
    successor    BIGINT,
    PRIMARY KEY (district, code)
) {clustered};

CREATE TABLE organisation (
    district          BIGINT NOT NULL,
    id                {blob} NOT NULL,
    version           BIGINT NOT NULL,
    name              TEXT   NOT NULL,
    short_name        TEXT   NOT NULL,
    initials          TEXT   NOT NULL,
    organisation_kind TEXT   NOT NULL,
    division          BIGINT NOT NULL,
    parent            {blob},
    uscc              TEXT,
    head              {blob},
    dissolved_on      TEXT,
    successor         {blob},
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX organisation_by_division ON organisation (district, division, id);
CREATE INDEX organisation_by_kind     ON organisation (district, organisation_kind, id);
CREATE INDEX organisation_by_name     ON organisation (district, name);
CREATE INDEX organisation_by_short    ON organisation (district, short_name);
CREATE INDEX organisation_by_uscc     ON organisation (district, uscc);

-- What an organisation was called from a day on, so that old lists keep the old name.
CREATE TABLE organisation_name (
    district     BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    from_day     TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    short_name   TEXT   NOT NULL,
    PRIMARY KEY (district, organisation, from_day)
) {clustered};

-- The sectors a department regulates.
CREATE TABLE organisation_sector (
    district     BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    sector       TEXT   NOT NULL,
    PRIMARY KEY (district, organisation, sector)
) {clustered};
CREATE INDEX organisation_sector_by_sector ON organisation_sector (district, sector, organisation);

CREATE TABLE person (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT,
    initials     TEXT,
    organisation {blob} NOT NULL,
    position     TEXT,
    phone        TEXT,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX person_by_organisation ON person (district, organisation, id);
CREATE INDEX person_by_name         ON person (district, name);

CREATE TABLE account (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    version  BIGINT NOT NULL,
    login    TEXT,
    person   {blob} NOT NULL,
    status   TEXT   NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX account_by_login  ON account (district, login);
CREATE INDEX account_by_person ON account (district, person);

CREATE TABLE membership (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    person       {blob} NOT NULL,
    organisation {blob} NOT NULL,
    division     BIGINT NOT NULL,
    role         TEXT   NOT NULL,
    sectors      TEXT   NOT NULL,
    status       TEXT   NOT NULL,
    from_at      BIGINT NOT NULL,
    to_at        BIGINT,
    deputy_for   {blob},
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX membership_by_person       ON membership (district, person, id);
CREATE INDEX membership_by_organisation ON membership (district, organisation, id);

CREATE TABLE subject (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT,
    initials     TEXT,
    subject_kind TEXT   NOT NULL,
    sector       TEXT   NOT NULL,
    division     BIGINT NOT NULL,
    address      TEXT,
    organisation {blob},
    longitude_e6 BIGINT,
    latitude_e6  BIGINT,
    status       TEXT   NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX subject_by_division     ON subject (district, division, id);
CREATE INDEX subject_by_organisation ON subject (district, organisation, id);
CREATE INDEX subject_by_name         ON subject (district, name);

-- `to_day` is the last day; NULL is open-ended. `hands_over` is the appointment that this one follows.
CREATE TABLE responsibility (
    district      BIGINT NOT NULL,
    id            {blob} NOT NULL,
    version       BIGINT NOT NULL,
    subject       {blob} NOT NULL,
    party         TEXT   NOT NULL,
    person        {blob} NOT NULL,
    organisation  {blob} NOT NULL,
    from_day      TEXT   NOT NULL,
    to_day        TEXT,
    document      TEXT,
    acting        BIGINT NOT NULL,
    hands_over    {blob},
    handed_at     BIGINT,
    taken_at      BIGINT,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX responsibility_by_subject      ON responsibility (district, subject, party, from_day, to_day);
CREATE INDEX responsibility_by_person       ON responsibility (district, person, from_day);
CREATE INDEX responsibility_by_organisation ON responsibility (district, organisation, from_day);

CREATE TABLE post (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    post_kind    TEXT   NOT NULL,
    organisation {blob} NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX post_by_organisation ON post (district, organisation, post_kind);

CREATE TABLE shift (
    district  BIGINT NOT NULL,
    id        {blob} NOT NULL,
    version   BIGINT NOT NULL,
    post      {blob} NOT NULL,
    person    {blob} NOT NULL,
    from_at   BIGINT NOT NULL,
    to_at     BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX shift_by_post   ON shift (district, post, from_at);
CREATE INDEX shift_by_from   ON shift (district, from_at, id);
CREATE INDEX shift_by_person ON shift (district, person, from_at);
