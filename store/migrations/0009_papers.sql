-- 紙決裁: answers to a circulation that were given on paper or by telephone, entered by 庶務 and confirmed by another person.

-- How the answer was given: '' by the member's own hand, paper, telephone; and by whom it was entered and confirmed.
ALTER TABLE seal ADD COLUMN means TEXT NOT NULL DEFAULT '';
ALTER TABLE seal ADD COLUMN entered_by TEXT NOT NULL DEFAULT '';
ALTER TABLE seal ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE seal_history ADD COLUMN means TEXT NOT NULL DEFAULT '';
ALTER TABLE seal_history ADD COLUMN entered_by TEXT NOT NULL DEFAULT '';
ALTER TABLE seal_history ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';

CREATE TABLE paper (
	circular TEXT NOT NULL REFERENCES circular (number),
	ordinal INTEGER NOT NULL,
	round INTEGER NOT NULL,
	-- collecting: the evidence is still coming; waiting for the second person; standing; returned by him (or no evidence);
	-- objected by the member; replaced by his own mark; lapsed: the others' answers changed after the chair's
	state TEXT NOT NULL CHECK (state IN ('collecting', 'waiting', 'standing', 'returned', 'objected', 'replaced', 'lapsed')),
	seat TEXT NOT NULL,
	person TEXT NOT NULL, -- whose answer it is
	answer TEXT NOT NULL CHECK (answer IN ('approve', 'reject', 'meeting')),
	reason TEXT NOT NULL,
	means TEXT NOT NULL CHECK (means IN ('paper', 'telephone')),
	received_ms INTEGER NOT NULL,
	caller TEXT NOT NULL, -- of the telephone call
	callee TEXT NOT NULL,
	name TEXT NOT NULL,   -- of the evidence's file; '' a call without one
	source TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	size INTEGER NOT NULL,
	entered_by TEXT NOT NULL,
	entered_ms INTEGER NOT NULL,
	confirmed_by TEXT NOT NULL,
	confirmed_capacity TEXT NOT NULL,
	confirmed_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, ordinal)
) STRICT;

-- Seats without an account to which the circulation goes on paper: they don't hold its start.
CREATE TABLE paper_route (
	circular TEXT NOT NULL REFERENCES circular (number),
	seat TEXT NOT NULL,
	person TEXT NOT NULL, -- the holder for whom 庶務 said so
	entered_by TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, seat)
) STRICT;
