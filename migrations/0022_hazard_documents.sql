-- Official documents about hazards: one row a document, with the number given to it and the step it tells of.

CREATE TABLE hazard_document (
    district     BIGINT NOT NULL,
    id           {blob} NOT NULL,
    version      BIGINT NOT NULL,
    hazard       {blob} NOT NULL,
    kind         TEXT   NOT NULL,
    year         BIGINT NOT NULL,
    number       BIGINT NOT NULL,
    -- The version of the hazard that it tells of; what came later is not in it.
    step         BIGINT NOT NULL,
    organisation {blob} NOT NULL,
    issued_at    BIGINT NOT NULL,
    PRIMARY KEY (district, id)
) {clustered};
CREATE INDEX hazard_document_hazard ON hazard_document (district, hazard);
CREATE UNIQUE INDEX hazard_document_number ON hazard_document (district, kind, year, number);
