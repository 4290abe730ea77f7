-- Who owes what to whom by when. A finished obligation has no holder, and the two indexes of the personal lists hold only
-- rows with one: a million finished rows weigh nothing there.

CREATE TABLE obligation (
    district             BIGINT NOT NULL,
    id                   {blob} NOT NULL,
    version              BIGINT NOT NULL,
    about_kind           TEXT   NOT NULL,
    about_id             {blob} NOT NULL,
    duty                 TEXT   NOT NULL,
    status               TEXT   NOT NULL,
    owner_organisation   {blob} NOT NULL,
    owner_person         {blob},
    owed_to_organisation {blob} NOT NULL,
    owed_to_person       {blob},
    checker_organisation {blob},
    checker_person       {blob},
    check_by             TEXT   NOT NULL,
    holder_organisation  {blob},
    holder_person        {blob},
    due                  BIGINT NOT NULL,
    owner_due            BIGINT NOT NULL,
    late_since           BIGINT,
    late_seconds         BIGINT NOT NULL,
    doer                 {blob},
    doer_organisation    {blob},
    division             BIGINT NOT NULL,
    sector               TEXT,
    grade                TEXT,
    opened_at            BIGINT NOT NULL,
    finished_at          BIGINT,
    steps                TEXT   NOT NULL,
    rung                 BIGINT NOT NULL,
    next_at              BIGINT,
    PRIMARY KEY (district, id)
) {clustered};

-- All that counting needs stands in the index.
CREATE INDEX obligation_holder ON obligation (district, holder_organisation, due, holder_person)
    WHERE holder_organisation IS NOT NULL;
CREATE INDEX obligation_owed_to ON obligation
    (district, owed_to_organisation, due, owed_to_person, holder_organisation, holder_person)
    WHERE holder_organisation IS NOT NULL;
CREATE INDEX obligation_about ON obligation (district, about_id);

-- What is written once, at opening: free text, and the deadline rules of the later phases as they were on that day.
CREATE TABLE obligation_text (
    district BIGINT NOT NULL,
    id       {blob} NOT NULL,
    title    TEXT,
    source   TEXT,
    periods  TEXT   NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};

CREATE TABLE deadline_rule (
    district   BIGINT NOT NULL,
    id         {blob} NOT NULL,
    version    BIGINT NOT NULL,
    duty       TEXT   NOT NULL,
    grade      TEXT,
    amount     BIGINT NOT NULL,
    unit       TEXT   NOT NULL,
    end_of_day BIGINT NOT NULL,
    from_day   TEXT   NOT NULL,
    to_day     TEXT,
    source     TEXT   NOT NULL,
    level      TEXT   NOT NULL,
    ladder     TEXT,
    PRIMARY KEY (district, id)
) {clustered};

CREATE INDEX deadline_rule_duty ON deadline_rule (district, duty);

-- Days that differ from what their weekday says. A row without kind was withdrawn.
CREATE TABLE workday (
    district BIGINT NOT NULL,
    day      TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    kind     TEXT,
    name     TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    PRIMARY KEY (district, day)
) {clustered};
