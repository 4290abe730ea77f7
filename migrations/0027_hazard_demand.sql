-- How soon a hazard is ordered to be rectified: at once, or by a deadline. Those assigned before were all by a deadline.

ALTER TABLE hazard ADD COLUMN demand TEXT NOT NULL DEFAULT 'by_deadline';
