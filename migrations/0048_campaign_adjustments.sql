-- An organisation may leave a campaign, and join again as another member. Who joined after the announcement says why.
ALTER TABLE campaign_member ADD COLUMN joined_at BIGINT;
ALTER TABLE campaign_member ADD COLUMN joined_by {blob};
ALTER TABLE campaign_member ADD COLUMN joined_reason TEXT;
ALTER TABLE campaign_member ADD COLUMN left_at BIGINT;
ALTER TABLE campaign_member ADD COLUMN left_by {blob};
ALTER TABLE campaign_member ADD COLUMN left_reason TEXT;
DROP INDEX campaign_member_of;
CREATE UNIQUE INDEX campaign_member_of ON campaign_member (district, campaign, organisation) WHERE left_at IS NULL;
