-- fill: hazard_plan
-- Which of the five elements the last plan of a hazard has; the plans themselves are in the ledger.

CREATE TABLE hazard_plan (
    district BIGINT NOT NULL,
    hazard   {blob} NOT NULL,
    -- One bit an element, responsibility the lowest.
    filled   BIGINT NOT NULL,
    PRIMARY KEY (district, hazard)
) {clustered};
