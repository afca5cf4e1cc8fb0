-- Versions of the charter by date (附則), and what the chair chose where a new one met an open circulation.

ALTER TABLE charter_text ADD COLUMN from_ms INTEGER NOT NULL DEFAULT 0;  -- 施行期日, 0:00; 0: recorded before this column was
ALTER TABLE charter_text ADD COLUMN began_ms INTEGER NOT NULL DEFAULT 0; -- when it took effect here: seats that it abolishes were ended
ALTER TABLE circular ADD COLUMN seats_kept TEXT NOT NULL DEFAULT '';     -- the version despite which this round goes on with its seats
ALTER TABLE circular ADD COLUMN reseated INTEGER NOT NULL DEFAULT 0;     -- the round that began anew because of a version's seats
