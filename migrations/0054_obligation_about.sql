-- What is owed about an object, the newest first. In the order of the question: else the plan follows the index of
-- everything by its time (0045) and reads all obligations of the district for the few of one object.
DROP INDEX obligation_about;
CREATE INDEX obligation_about ON obligation (district, about_id, opened_at, id);
