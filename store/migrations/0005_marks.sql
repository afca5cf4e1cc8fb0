-- A mark that somebody else took off the screen: the answer stands until its giver says otherwise. And networks
-- that could not be read when the chair went on without them.

ALTER TABLE mark ADD COLUMN off_by TEXT NOT NULL DEFAULT ''; -- the account that took it off; '' it is there
ALTER TABLE mark ADD COLUMN off_ms INTEGER NOT NULL DEFAULT 0;

CREATE TABLE circular_unchecked (
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	workspace TEXT NOT NULL, -- its name
	since_ms INTEGER NOT NULL, -- away since then
	person TEXT NOT NULL, -- who chose it
	capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, round, workspace)
) STRICT;
