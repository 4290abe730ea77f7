-- Conditions: what is wrong at a device by a rule or by the readings themselves, and each change of one.

CREATE TABLE condition (
    district        BIGINT NOT NULL,
    id              {blob} NOT NULL,
    version         BIGINT NOT NULL,
    number          TEXT   NOT NULL,
    -- rule, silent, stuck, jumping, impossible, unevaluable, intake_lost, engine_behind
    sort            TEXT   NOT NULL,
    -- What and where, as one text: at most one active condition has it.
    mark            TEXT   NOT NULL,
    device          {blob},
    site            {blob},
    intake          TEXT,
    -- The edition by which it was raised, and the rule's code.
    rule            {blob},
    rule_code       TEXT,
    division        BIGINT NOT NULL,
    owner           {blob} NOT NULL,
    -- Who owes the acknowledgement.
    holder          {blob} NOT NULL,
    holder_person   {blob},
    -- As it stands, or stood when it was cleared; and the worst of it.
    colour          TEXT   NOT NULL,
    worst           TEXT   NOT NULL,
    raised_at       BIGINT NOT NULL,
    last_at         BIGINT NOT NULL,
    cleared_at      BIGINT,
    metric          TEXT,
    value           BIGINT,
    repeats         BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by {blob},
    note            TEXT,
    obligation      {blob} NOT NULL,
    due             BIGINT NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX condition_mark ON condition (district, mark, raised_at);
CREATE INDEX condition_raised ON condition (district, raised_at);
CREATE INDEX condition_active ON condition (district, cleared_at, colour);
CREATE INDEX condition_device ON condition (district, device, raised_at);

-- By mark and time a change is known when it comes again.
CREATE TABLE condition_change (
    district BIGINT NOT NULL,
    condition {blob} NOT NULL,
    no       BIGINT NOT NULL,
    mark     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    -- raised, worsened, eased, repeated, cleared, late
    step     TEXT   NOT NULL,
    colour   TEXT,
    metric   TEXT,
    value    BIGINT,
    PRIMARY KEY (district, condition, no)
) {clustered};
CREATE INDEX condition_change_known ON condition_change (district, mark, at);
