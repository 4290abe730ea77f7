-- Questions of acts that no index answered, so that each read the rows of a whole district.
-- What was found at a subject and closed, the latest first: asked at every report, to see whether something came back.
CREATE INDEX hazard_closed_of_subject ON hazard (district, subject, found_at, id) WHERE closed_at IS NOT NULL;
-- Who is on duty: the shifts that are not over yet are few, those that have begun are all of the past.
CREATE INDEX shift_by_to      ON shift (district, to_at);
CREATE INDEX shift_by_post_to ON shift (district, post, to_at);
CREATE INDEX session_account ON session (district, account);
CREATE INDEX session_started ON session (district, started_at);
-- Members that left, too.
CREATE INDEX campaign_member_organisation ON campaign_member (district, campaign, organisation);
