-- An organisation may leave a campaign, and join again as another member.
ALTER TABLE campaign_member ADD COLUMN left_at BIGINT;
ALTER TABLE campaign_member ADD COLUMN left_by {blob};
ALTER TABLE campaign_member ADD COLUMN left_reason TEXT;
DROP INDEX campaign_member_of;
CREATE UNIQUE INDEX campaign_member_of ON campaign_member (district, campaign, organisation) WHERE left_at IS NULL;
