-- What was found again at the same subject, and the dated rule that says when a hazard counts as found again.

CREATE TABLE recurrence_rule (
    district           BIGINT NOT NULL,
    id                 {blob} NOT NULL,
    version            BIGINT NOT NULL,
    days               BIGINT NOT NULL,
    likeness           BIGINT NOT NULL,
    likeness_same_harm BIGINT NOT NULL,
    source             TEXT   NOT NULL,
    from_day           TEXT   NOT NULL,
    PRIMARY KEY (district, id)
);

CREATE TABLE hazard_recurrence (
    district     BIGINT NOT NULL,
    hazard       {blob} NOT NULL,
    earlier      {blob} NOT NULL,
    likeness     BIGINT NOT NULL,
    same_harm    BIGINT NOT NULL,
    days_between BIGINT NOT NULL,
    PRIMARY KEY (district, hazard, earlier)
) {clustered};
