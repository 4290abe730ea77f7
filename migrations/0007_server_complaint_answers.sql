-- What was answered to a complaint, by whom and when. One answer each: it is what the sender was told.

ALTER TABLE complaint ADD COLUMN answered_at BIGINT;
ALTER TABLE complaint ADD COLUMN answered_by {blob};
ALTER TABLE complaint ADD COLUMN answer TEXT;
