-- Conditions of a site, and the devices that stand there.

CREATE INDEX condition_site ON condition (district, site, raised_at);
