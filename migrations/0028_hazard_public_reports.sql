-- What the public reported, with what was answered. How the reporter is reached stands here alone, and each look at it in
-- the table below.

CREATE TABLE public_report (
    district    BIGINT NOT NULL,
    id          {blob} NOT NULL,
    version     BIGINT NOT NULL,
    number_year BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    -- SHA-256 of the receipt number; the number itself is with the reporter.
    receipt     {blob} NOT NULL,
    state       TEXT   NOT NULL,
    division    BIGINT NOT NULL,
    category    TEXT   NOT NULL,
    place       TEXT,
    said        TEXT,
    contact     TEXT,
    received_at BIGINT NOT NULL,
    obligation  {blob} NOT NULL,
    due         BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by {blob},
    answer      TEXT,
    hazard      {blob},
    PRIMARY KEY (district, id)
);

CREATE UNIQUE INDEX public_report_receipt ON public_report (district, receipt);
CREATE INDEX public_report_received ON public_report (district, received_at);
CREATE INDEX public_report_hazard ON public_report (district, hazard);

-- Who looked at the contact of a reporter, and when.
CREATE TABLE public_report_look (
    district  BIGINT NOT NULL,
    report    {blob} NOT NULL,
    version   BIGINT NOT NULL,
    person    {blob},
    looked_at BIGINT NOT NULL,
    PRIMARY KEY (district, report, version)
) {clustered};
