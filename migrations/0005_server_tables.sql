-- Signing in. None of this is a fact: it is not part of what happened in the district, and secrets never are.

CREATE TABLE secret (
    district    BIGINT NOT NULL,
    account     {blob} NOT NULL,
    salt        {blob} NOT NULL,
    hash        {blob} NOT NULL,
    must_change BIGINT NOT NULL,
    set_at      BIGINT NOT NULL,
    PRIMARY KEY (district, account)
) {clustered};

-- The token itself is only in the visitor's cookie; here stands its digest.
CREATE TABLE session (
    district   BIGINT NOT NULL,
    token      {blob} NOT NULL,
    account    {blob} NOT NULL,
    person     {blob} NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (district, token)
) {clustered};

-- Wrong passwords by account; after five the account rests for a while.
CREATE TABLE attempt (
    district BIGINT NOT NULL,
    login    TEXT   NOT NULL,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (district, login)
) {clustered};

-- What the installation knows of itself: which district it serves, whether it is the sample.
CREATE TABLE installation (
    district BIGINT NOT NULL,
    name     TEXT   NOT NULL,
    sample   BIGINT NOT NULL,
    PRIMARY KEY (district)
);
