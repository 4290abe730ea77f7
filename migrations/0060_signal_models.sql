-- Parameters of named models, and thresholds by the wetness of the ground, as one text; none for most rules. A reading that is the
-- figure of a model has it behind its metric: displacement/tangent_angle.

ALTER TABLE signal_rule ADD COLUMN parameters TEXT;
