-- When an organisation last reported anything: asked for every reporting organisation each time a desk is shown.
CREATE INDEX hazard_reporter ON hazard (district, reporter_organisation, found_at);
