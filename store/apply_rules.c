/*
 * What each kind of entry does to the records. A parameter is the field of that name; :seq and
 * :at are the entry's own. A field that an entry left out binds NULL, which coalesce turns into
 * "as it was".
 */

#include "store/apply.h"

#define SQL(...) ((const char *const[]){ __VA_ARGS__, NULL })

#define STEP(step)                                                                             \
	"INSERT INTO circular_step (entry, circular, round, step, person, capacity, text, "    \
	"at_ms) "                                                                              \
	"SELECT :seq, number, round, '" step                                                   \
	"', coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:note, ''), :when "       \
	"FROM circular WHERE number = :number"

/* What was chosen for one closing does not hold for the next. */
#define RECHECK                                                                                \
	"DELETE FROM circular_unchecked WHERE circular = :number AND round = (SELECT round "   \
	"FROM circular WHERE number = :number)"

#define PAPER_ENDS(state)                                                                      \
	SQL("UPDATE paper SET state = '" state "', entry = :seq WHERE circular = :number AND " \
	    "ordinal = :ordinal",                                                              \
	    STEP("paper_" state))

#define INQUIRY_STEP(step)                                                                     \
	"INSERT INTO inquiry_step (entry, inquiry, step, person, capacity, text, at_ms) "      \
	"SELECT :seq, number, '" step                                                          \
	"', coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:note, ''), :when FROM "  \
	"inquiry WHERE number = :number"

#define ITEM_STEP(step)                                                                        \
	"INSERT INTO item_step (entry, item, step, person, capacity, text, at_ms) SELECT "     \
	":seq, number, '" step                                                                 \
	"', coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:note, ''), :when FROM "  \
	"item WHERE number = :number"

#define REPORT_STEP(step)                                                                      \
	"INSERT INTO report_step (entry, report, version, step, person, capacity, text, "      \
	"at_ms) SELECT :seq, number, version, '" step                                          \
	"', coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:note, ''), :when FROM "  \
	"report WHERE number = :number"
#define RULING_STEP(step)                                                                      \
	"INSERT INTO ruling_step (entry, ruling, step, person, capacity, text, at_ms) SELECT " \
	":seq, number, '" step                                                                 \
	"', coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:note, ''), :when FROM "  \
	"ruling WHERE number = :number"

#define INCIDENT_STEP(step)                                                                    \
	"INSERT INTO incident_step (entry, incident, step, person, capacity, text, at_ms) "    \
	"SELECT :seq, number, '" step                                                          \
	"', coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:note, ''), :when FROM "  \
	"incident WHERE number = :number"

#define TENURE_ENTRY                                                                           \
	"INSERT INTO tenure_entry (entry, at_ms, id, office, person, title, from_ms, to_ms, "  \
	"published_ms, kind, void, corrects, reason, made_by) SELECT :seq, :at, id, office, "  \
	"person, title, from_ms, to_ms, published_ms, kind, void, coalesce(:corrects, 0), "    \
	"coalesce(:reason, ''), coalesce(:made_by, '') FROM tenure WHERE id = :id"

const struct apply_rule apply_rules[] = {
	{ "key", 1, SQL("SELECT 1") },
	{ "disposal", 1, SQL("SELECT 1") },
	{ "note", 1, SQL("SELECT 1") },

	{ "charter", 1,
	    SQL("INSERT OR IGNORE INTO charter_text (version, text_sha256, data_sha256, "
	        "since_ms, from_ms, entry) "
	        "VALUES (:version, :text_sha256, :data_sha256, :at, coalesce(:from, 0), "
	        ":seq)") },
	{ "charter.begun", 1,
	    SQL("UPDATE charter_text SET began_ms = :when, entry = :seq WHERE version = "
	        ":version") },
	{ "person", 1,
	    SQL("INSERT INTO person (id, name, language, phone, entry) "
	        "VALUES (:id, :name, :language, coalesce(:phone, ''), :seq) ON CONFLICT (id) DO UPDATE SET "
	        "name = excluded.name, language = excluded.language, "
	        "phone = coalesce(:phone, phone), entry = :seq",
	        "INSERT INTO person_name (entry, at_ms, person, name) VALUES (:seq, :at, :id, "
	        ":name)") },
	{ "account", 1,
	    SQL("INSERT INTO account (workspace, account, person, active, entry) "
	        "VALUES (:workspace, :account, :person, 1, :seq) ON CONFLICT (workspace, "
	        "account) "
	        "DO UPDATE SET person = excluded.person, entry = :seq") },
	{ "account.state", 1,
	    SQL("UPDATE account SET active = :active, entry = :seq "
	        "WHERE workspace = :workspace AND account = :account") },
	{ "tenure", 1,
	    SQL("INSERT INTO tenure (id, office, person, title, from_ms, to_ms, published_ms, "
	        "kind, appointed_ms, document, whose, void, entry) "
	        "VALUES (:id, :office, :person, :title, :from, :to, :published, coalesce(:kind, "
	        "''), coalesce(:appointed, 0), coalesce(:document, ''), coalesce(:whose, ''), 0, "
	        ":seq) ON CONFLICT (id) DO UPDATE SET title = excluded.title, to_ms = "
	        "excluded.to_ms, published_ms = excluded.published_ms, kind = coalesce(:kind, "
	        "kind), appointed_ms = coalesce(:appointed, appointed_ms), document = "
	        "coalesce(:document, document), whose = coalesce(:whose, whose), void = 0, entry "
	        "= :seq",
	        TENURE_ENTRY) },
	/* Entered by mistake: it stays on record and holds no longer. */
	{ "tenure.void", 1,
	    SQL("UPDATE tenure SET void = 1, entry = :seq WHERE id = :id", TENURE_ENTRY) },
	{ "absence", 1,
	    SQL("INSERT INTO absence (id, person, from_ms, to_ms, reason, entered_by, entry) "
	        "VALUES (:id, :person, :from, :to, :reason, coalesce(:entered_by, ''), :seq) ON "
	        "CONFLICT (id) DO UPDATE SET "
	        "to_ms = excluded.to_ms, reason = excluded.reason, entry = :seq") },
	{ "absence.ended", 1,
	    SQL("UPDATE absence SET to_ms = :to, ended_by = :person, entry = :seq WHERE id = "
	        ":id") },
	{ "acting", 1,
	    SQL("INSERT INTO acting (id, body, person, from_ms, to_ms, reason, basis, source, "
	        "declared_by, capacity, declared_ms, matter, entry) "
	        "VALUES (:id, :body, :person, :from, :to, :reason, coalesce(:basis, ''), "
	        "coalesce(:source, ''), coalesce(:declared_by, ''), coalesce(:capacity, ''), "
	        "coalesce(:when, 0), coalesce(:matter, ''), :seq) ON CONFLICT (id) DO UPDATE SET "
	        "to_ms = excluded.to_ms, reason = excluded.reason, entry = :seq") },
	{ "acting.ended", 1,
	    SQL("UPDATE acting SET to_ms = :to, ended_by = :person, entry = :seq WHERE id = "
	        ":id") },
	{ "acting.read", 1, /* 後閲 by the head himself */
	    SQL("UPDATE acting SET read_by = :person, read_ms = :when, entry = :seq WHERE id = "
	        ":id") },
	{ "acting.attempt", 1,
	    SQL("INSERT INTO attempt (entry, body, means, result, reached, person, at_ms) "
	        "VALUES (:seq, :body, :means, :result, :reached, :person, :when)") },
	{ "rule", 1,
	    SQL("INSERT INTO rule (key, value, document, from_ms, ruling, person, capacity, "
	        "replaces, entry) VALUES (:key, :value, :document, :from, coalesce(:ruling, "
	        "''), coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:replaces, 0), "
	        ":seq)") },

	{ "ruling.draft", 1,
	    SQL("INSERT INTO ruling (number, year, ordinal, body, state, whole, document, "
	        "from_ms, reason, sha256, file_sha256, drafter, reviewer, drafted_ms, "
	        "charter_version, determined_by, capacity, determined_ms, entry) VALUES "
	        "(:number, :year, :ordinal, :body, 'drafted', :whole, :document, :from, "
	        ":reason, :sha256, :file_sha256, :person, '', :when, :charter_version, '', '', "
	        "0, :seq)",
	        RULING_STEP("drafted")) },
	{ "ruling.clause", 1,
	    SQL("INSERT INTO ruling_clause (ruling, position, key, value, text, entry) VALUES "
	        "(:number, :position, :key, :value, :text, :seq)") },
	{ "ruling.reviewing", 1,
	    SQL("UPDATE ruling SET state = 'review', reviewer = :reviewer, entry = :seq WHERE "
	        "number = :number") },
	{ "ruling.reviewed", 1,
	    SQL("UPDATE ruling SET state = 'asked', entry = :seq WHERE number = :number",
	        RULING_STEP("reviewed")) },
	{ "ruling.determined", 1,
	    SQL("UPDATE ruling SET state = 'determined', document = :document, from_ms = "
	        ":from, determined_by = :person, capacity = :capacity, determined_ms = :when, "
	        "entry = :seq WHERE number = :number",
	        RULING_STEP("determined")) },
	{ "ruling.returned", 1,
	    SQL("UPDATE ruling SET state = 'returned', entry = :seq WHERE number = :number",
	        RULING_STEP("returned")) },
	{ "ruling.withdrawn", 1,
	    SQL("UPDATE ruling SET state = 'withdrawn', entry = :seq WHERE number = :number",
	        RULING_STEP("withdrawn")) },

	{ "circular.draft", 1,
	    SQL("INSERT INTO circular (number, year, ordinal, state, version, round, title, "
	        "class, class_reason, "
	        "text, text_sha256, reason, important, opinion_record, incident, drafter, "
	        "reviewer, drafted_ms, "
	        "asked_deadline, deadline_ms, put_by, put_capacity, put_ms, override_reason, "
	        "opened_ms, minimum_ms, "
	        "rule, rule_source, rule_entry, charter_version, went_on_ms, asked_chair_ms, "
	        "closing_ms, overdue_ms, "
	        "closed_ms, outcome, outcome_by, outcome_reason, resolution, entry) "
	        "VALUES (:number, :year, :ordinal, 'collecting', 1, 0, :title, :class, "
	        ":class_reason, :text, "
	        ":text_sha256, :reason, :important, :opinion_record, :incident, :person, '', "
	        ":when, :asked_deadline, "
	        ":deadline, '', '', 0, '', 0, 0, '', '', 0, '', 0, 0, 0, 0, 0, '', '', '', '', "
	        ":seq)",
	        STEP("drafted")) },
	/* A new version: what was sealed before stays in its round; the text is frozen anew. */
	{ "circular.version", 1,
	    SQL("UPDATE circular SET state = 'collecting', version = version + 1, title = "
	        ":title, class = :class, "
	        "class_reason = :class_reason, text = :text, text_sha256 = :text_sha256, "
	        "reason = :reason, "
	        "important = :important, asked_deadline = :asked_deadline, deadline_ms = "
	        ":deadline, "
	        "drafter = :person, reviewer = '', put_by = '', put_capacity = '', put_ms = 0, "
	        "override_reason = '', "
	        "went_on_ms = 0, asked_chair_ms = 0, closing_ms = 0, overdue_ms = 0, closed_ms "
	        "= 0, outcome = '', "
	        "outcome_by = '', outcome_reason = '', entry = :seq WHERE number = :number",
	        STEP("revised")) },
	{ "circular.document", 1,
	    SQL("INSERT INTO circular_document (circular, version, position, kind, name, "
	        "source, sha256, size, "
	        "state, note, entry) SELECT number, version, :position, :kind, :name, :source, "
	        ":sha256, :size, "
	        ":state, '', :seq FROM circular WHERE number = :number") },
	{ "circular.stored", 1,
	    SQL("UPDATE circular_document SET sha256 = :sha256, size = :size, state = :state, "
	        "note = :note, "
	        "entry = :seq WHERE circular = :number AND version = :version AND position = "
	        ":position") },
	{ "circular.replaced",
	    1, /* the network's copy changed; ours is the one that was sealed */
	    SQL("UPDATE circular_document SET note = :note, entry = :seq WHERE circular = "
	        ":number "
	        "AND version = :version AND position = :position",
	        STEP("replaced")) },
	{ "circular.reviewing", 1,
	    SQL("UPDATE circular SET state = 'review', reviewer = :reviewer, entry = :seq "
	        "WHERE number = :number") },
	{ "circular.reviewed", 1,
	    SQL("UPDATE circular SET state = 'confirm', entry = :seq WHERE number = :number",
	        STEP("reviewed")) },
	{ "circular.important", 1,
	    SQL("UPDATE circular SET override_reason = :note, entry = :seq WHERE number = "
	        ":number",
	        STEP("override")) },
	{ "circular.put", 1,
	    SQL("UPDATE circular SET put_by = :person, put_capacity = :capacity, put_ms = "
	        ":when, entry = :seq "
	        "WHERE number = :number",
	        STEP("put")) },
	{ "circular.held", 1, SQL(STEP("held")) },
	{ "circular.open", 1,
	    SQL("UPDATE circular SET state = 'open', round = :round, opened_ms = :when, "
	        "deadline_ms = :deadline, "
	        "minimum_ms = :minimum, rule = :rule, rule_source = :rule_source, rule_entry = "
	        ":rule_entry, "
	        "charter_version = :charter_version, seats_kept = '', went_on_ms = 0, asked_chair_ms = 0, "
	        "closing_ms = 0, "
	        "overdue_ms = 0, entry = :seq WHERE number = :number",
	        STEP("opened")) },
	{ "circular.seat", 1,
	    SQL("INSERT INTO circular_seat (circular, round, seat, role, title, position, "
	        "person, kouetsu, entry) "
	        "VALUES (:number, :round, :seat, :role, :title, :position, :person, 0, "
	        ":seq)") },
	{ "circular.kouetsu", 1,
	    SQL("UPDATE circular_seat SET kouetsu = :on, entry = :seq "
	        "WHERE circular = :number AND round = :round AND seat = :seat",
	        STEP("kouetsu")) },
	{ "mark", 1,
	    SQL("INSERT INTO mark (circular, round, posting, workspace, account, mark, person, "
	        "posting_kind, "
	        "from_ms, at_ms, entry) VALUES (:number, :round, :posting, :workspace, "
	        ":account, :mark, :person, "
	        ":posting_kind, :from, :when, :seq) ON CONFLICT DO UPDATE SET off_by = '', "
	        "off_ms = 0") },
	/* Somebody else took it off the screen: it stands all the same. */
	{ "mark.removed_by_other", 1,
	    SQL("UPDATE mark SET off_by = :actor, off_ms = :when WHERE circular = :number AND "
	        "round = :round AND posting = :posting AND workspace = :workspace AND account "
	        "= :account AND mark = :mark",
	        STEP("removed_by_other")) },
	{ "unmark", 1,
	    SQL("DELETE FROM mark WHERE circular = :number AND round = :round AND posting = "
	        ":posting "
	        "AND workspace = :workspace AND account = :account AND mark = :mark") },
	{ "mark.late", 1, SQL(STEP("late")) },
	{ "seen", 1,
	    SQL("INSERT INTO seen (circular, round, person, at_ms, entry) VALUES (:number, "
	        ":round, :person, :when, "
	        ":seq) ON CONFLICT DO NOTHING") },
	{ "seal", 1,
	    SQL("INSERT INTO seal_history (entry, circular, round, seat, person, capacity, "
	        "title, answer, "
	        "provisional, reason, at_ms, note, means, entered_by, confirmed_by) VALUES "
	        "(:seq, :number, :round, :seat, "
	        ":person, :capacity, "
	        ":title, coalesce(:answer, ''), :provisional, coalesce(:reason, ''), :when, "
	        "coalesce(:note, ''), coalesce(:means, ''), coalesce(:entered_by, ''), "
	        "coalesce(:confirmed_by, ''))",
	        "DELETE FROM seal WHERE circular = :number AND round = :round AND seat = :seat",
	        "INSERT INTO seal (circular, round, seat, person, capacity, title, answer, "
	        "provisional, reason, "
	        "at_ms, confirmed_ms, means, entered_by, confirmed_by, entry) SELECT :number, "
	        ":round, :seat, :person, "
	        ":capacity, :title, :answer, "
	        ":provisional, coalesce(:reason, ''), :when, CASE WHEN :provisional = '0' THEN "
	        ":at ELSE 0 END, coalesce(:means, ''), coalesce(:entered_by, ''), "
	        "coalesce(:confirmed_by, ''), :seq "
	        "WHERE :answer IS NOT NULL AND :answer <> ''") },
	/* 紙決裁 */
	{ "paper.entered", 1,
	    SQL("INSERT INTO paper (circular, ordinal, round, state, seat, person, answer, "
	        "reason, means, received_ms, caller, callee, name, source, sha256, size, "
	        "entered_by, entered_ms, confirmed_by, confirmed_capacity, confirmed_ms, "
	        "entry) VALUES (:number, :ordinal, :round, :state, :seat, :member, :answer, "
	        ":reason, :means, :received, :caller, :callee, :name, :source, '', :size, "
	        ":person, :when, '', '', 0, :seq)",
	        STEP("paper_entered")) },
	{ "paper.stored", 1,
	    SQL("UPDATE paper SET sha256 = :sha256, size = :size, state = CASE :state WHEN "
	        "'stored' THEN 'waiting' ELSE 'returned' END, entry = :seq WHERE circular = "
	        "substr(:number, 2) AND ordinal = :version") },
	{ "paper.confirmed", 1,
	    SQL("UPDATE paper SET state = 'standing', confirmed_by = :person, "
	        "confirmed_capacity = :capacity, confirmed_ms = :when, entry = :seq WHERE "
	        "circular = :number AND ordinal = :ordinal",
	        STEP("paper_confirmed")) },
	{ "paper.returned", 1, PAPER_ENDS("returned") },
	{ "paper.objected", 1, PAPER_ENDS("objected") },
	{ "paper.replaced", 1, PAPER_ENDS("replaced") },
	{ "paper.lapsed", 1, PAPER_ENDS("lapsed") },
	{ "paper.route", 1,
	    SQL("INSERT INTO paper_route (circular, seat, person, entered_by, at_ms, entry) "
	        "VALUES (:number, :seat, :member, :person, :when, :seq) ON CONFLICT DO UPDATE "
	        "SET person = excluded.person, entered_by = excluded.entered_by, at_ms = "
	        "excluded.at_ms, entry = :seq",
	        STEP("paper_route")) },
	{ "incident.report", 1,
	    SQL("INSERT INTO incident (number, year, ordinal, state, ongoing, severity, medium, "
	        "work, harm, seen, recovered, text, department, head, phone, reporter, "
	        "workspace, account, noticed_ms, reported_ms, received_ms, received_by, "
	        "recognised_ms, recognised_by, recognised_capacity, entry) VALUES (:number, "
	        ":year, :ordinal, 'reported', :ongoing, -1, :medium, :work, :harm, :seen, "
	        ":recovered, :text, :department, :head, :phone, coalesce(:person, ''), "
	        ":workspace, :account, :noticed, :when, 0, '', 0, '', '', :seq)",
	        INCIDENT_STEP("reported")) },
	{ "alert.raised", 1,
	    SQL("INSERT INTO alert_group (source, fingerprint, incident, title, count, first_ms, "
	        "last_ms, resolved_ms, entry) VALUES (:source, :fingerprint, :number, :title, "
	        ":count, :when, :when, 0, :seq) ON CONFLICT (source, fingerprint) DO UPDATE SET "
	        "incident = excluded.incident, title = excluded.title, count = excluded.count, "
	        "first_ms = excluded.first_ms, last_ms = excluded.last_ms, resolved_ms = 0, "
	        "entry = :seq",
	        INCIDENT_STEP("alert_raised")) },
	{ "alert.again", 1, /* a flood is one line: no step */
	    SQL("UPDATE alert_group SET count = count + :count, last_ms = :when, resolved_ms = "
	        "0, entry = :seq WHERE source = :source AND fingerprint = :fingerprint") },
	{ "alert.resolved", 1,
	    SQL("UPDATE alert_group SET resolved_ms = :when, entry = :seq WHERE source = "
	        ":source AND fingerprint = :fingerprint",
	        INCIDENT_STEP("alert_resolved")) },
	{ "incident.facts", 1,
	    SQL("INSERT INTO incident_facts (entry, incident, version, facts, known_ms, "
	        "clocks_sha256, person, capacity, at_ms) VALUES (:seq, :number, :version, "
	        ":facts, :known, :clocks_sha256, coalesce(:person, ''), coalesce(:capacity, "
	        "''), :when)",
	        INCIDENT_STEP("facts")) },
	{ "incident.paged", 1, SQL(INCIDENT_STEP("paged")) },
	{ "incident.received", 1,
	    SQL("UPDATE incident SET state = 'received', received_ms = :when, received_by = "
	        ":person, entry = :seq WHERE number = :number",
	        INCIDENT_STEP("received")) },
	{ "incident.recognised", 1,
	    SQL("UPDATE incident SET state = 'recognised', severity = :severity, ongoing = "
	        ":ongoing, recognised_ms = :when, recognised_by = :person, "
	        "recognised_capacity = :capacity, entry = :seq WHERE number = :number",
	        INCIDENT_STEP("recognised")) },
	{ "incident.graded", 1,
	    SQL("UPDATE incident SET severity = :severity, ongoing = :ongoing, entry = :seq "
	        "WHERE number = :number",
	        INCIDENT_STEP("graded")) },
	{ "incident.told", 1,
	    SQL("INSERT INTO incident_told (incident, person, office, why, told_ms, "
	        "acknowledged_ms, means, entry) VALUES (:number, :person, :office, :why, :when, "
	        "0, '', :seq)",
	        INCIDENT_STEP("told")) },
	{ "incident.acknowledged", 1,
	    SQL("UPDATE incident_told SET acknowledged_ms = :when, means = :means, entry = :seq "
	        "WHERE incident = :number AND person = :person AND acknowledged_ms = 0",
	        "UPDATE incident_page SET answered_ms = :when, means = :means, entry = :seq WHERE "
	        "incident = :number AND person = :person AND answered_ms = 0",
	        INCIDENT_STEP("acknowledged")) },
	{ "ciso.drafted", 1,
	    SQL("INSERT INTO incident_ciso_report (incident, ordinal, state, known, done, "
	        "asked, next_ms, sha256, person, capacity, at_ms, entry) VALUES (:number, "
	        ":ordinal, 'draft', :known, :done, :asked, :next, :sha256, :person, :capacity, "
	        ":when, :seq) ON CONFLICT DO UPDATE SET known = excluded.known, done = "
	        "excluded.done, asked = excluded.asked, next_ms = excluded.next_ms, sha256 = "
	        "excluded.sha256, person = excluded.person, capacity = excluded.capacity, "
	        "at_ms = excluded.at_ms, entry = :seq WHERE state = 'draft'") },
	{ "ciso.sent", 1,
	    SQL("UPDATE incident_ciso_report SET state = 'sent', person = :person, capacity = "
	        ":capacity, at_ms = :when, entry = :seq WHERE incident = :number AND ordinal = "
	        ":ordinal",
	        INCIDENT_STEP("ciso_sent")) },
	{ "ciso.to", 1,
	    SQL("INSERT INTO incident_ciso_to (incident, ordinal, person, office, sent_ms, "
	        "received_ms, means, caller, entry) VALUES (:number, :ordinal, :person, "
	        ":office, :when, 0, '', '', :seq)") },
	{ "ciso.received", 1, /* who came into the post since it was sent has no row yet */
	    SQL("INSERT INTO incident_ciso_to (incident, ordinal, person, office, sent_ms, "
	        "received_ms, means, caller, entry) VALUES (:number, :ordinal, :person, "
	        ":office, 0, :received, :means, coalesce(:caller, ''), :seq) ON CONFLICT DO "
	        "UPDATE SET received_ms = excluded.received_ms, means = excluded.means, caller "
	        "= excluded.caller, entry = :seq WHERE received_ms = 0",
	        INCIDENT_STEP("ciso_received")) },
	{ "ciso.due", 1, SQL(INCIDENT_STEP("ciso_due")) },
	{ "page.asked", 1,
	    SQL("INSERT INTO incident_page (incident, person, office, why, stead, asked_ms, sent, failed, "
	        "quiet_ms, answered_ms, means, entry) VALUES (:number, :person, :office, :why, "
	        "coalesce(:stead, ''), :when, 1, '', 0, 0, '', :seq) ON CONFLICT DO UPDATE SET "
	        "why = excluded.why, stead = excluded.stead, asked_ms = excluded.asked_ms, sent "
	        "= 1, failed = '', answered_ms = 0, means = '', entry = :seq",
	        INCIDENT_STEP("asked")) },
	{ "page.again", 1,
	    SQL("UPDATE incident_page SET sent = sent + 1, entry = :seq WHERE incident = :number AND "
	        "person = :person",
	        INCIDENT_STEP("asked_again")) },
	{ "page.failed", 1,
	    SQL("UPDATE incident_page SET failed = :error, entry = :seq WHERE incident = :number AND "
	        "person = :person",
	        INCIDENT_STEP("undelivered")) },
	{ "page.quiet", 1,
	    SQL("UPDATE incident_page SET quiet_ms = :until, entry = :seq WHERE incident = :number AND "
	        "person = :person") },
	{ "page.phone", 1, SQL(INCIDENT_STEP("phone")) },
	{ "page.call", 1,
	    SQL("INSERT INTO incident_page_call (entry, incident, member, result, called_ms, caller, "
	        "person, at_ms) VALUES (:seq, :number, :member, :result, :called, :caller, "
	        ":person, :when)",
	        INCIDENT_STEP("called")) },
	{ "page.reached", 1,
	    SQL("INSERT INTO incident_page_call (entry, incident, member, result, called_ms, caller, "
	        "person, at_ms) VALUES (:seq, :number, :member, 'reached', :called, :caller, "
	        ":person, :when)",
	        "UPDATE incident_told SET acknowledged_ms = :called, means = 'telephone', entry = "
	        ":seq WHERE incident = :number AND person = :member AND acknowledged_ms = 0",
	        "UPDATE incident_page SET answered_ms = :called, means = 'telephone', entry = :seq WHERE "
	        "incident = :number AND person = :member AND answered_ms = 0",
	        INCIDENT_STEP("reached")) },
	{ "incident.ruling", 1,
	    SQL("INSERT INTO incident_ruling (entry, incident, filing, version, reason, text, "
	        "person, capacity, at_ms) VALUES (:seq, :number, :filing, :version, :reason, "
	        ":text, :person, :capacity, :when)",
	        INCIDENT_STEP("ruled")) },
	{ "incident.filed", 1,
	    SQL("INSERT INTO incident_filing (entry, incident, filing, sent_ms, means, "
	        "counterpart, receipt, person, capacity, at_ms) VALUES (:seq, :number, :filing, "
	        ":sent, :means, :counterpart, :receipt, :person, :capacity, :when)",
	        INCIDENT_STEP("filed")) },
	{ "incident.closed", 1,
	    SQL("INSERT INTO incident_end (entry, incident, kind, severity, reportable, "
	        "cause_kind, cause, prevention, summary, reason, item, person, capacity, at_ms) "
	        "VALUES (:seq, :number, 'closed', :severity, :reportable, :cause_kind, :cause, "
	        ":prevention, :summary, :reason, :item, :person, :capacity, :when)",
	        INCIDENT_STEP("closed")) },
	{ "incident.reopened", 1,
	    SQL("INSERT INTO incident_end (entry, incident, kind, severity, reportable, "
	        "cause_kind, cause, prevention, summary, reason, item, person, capacity, at_ms) "
	        "VALUES (:seq, :number, 'reopened', -1, 0, '', '', '', '', :note, '', :person, "
	        ":capacity, :when)",
	        INCIDENT_STEP("reopened")) },
	{ "incident.listed", 1,
	    SQL("INSERT INTO incident_listed (incident, meeting, entry) VALUES (:number, "
	        ":meeting, :seq)",
	        INCIDENT_STEP("listed")) },
	{ "inquiry.draft", 1,
	    SQL("INSERT INTO inquiry (number, year, ordinal, kind, state, body, item, title, "
	        "text, text_sha256, deadline_ms, drafter, reviewer, drafted_ms, opened_ms, "
	        "closed_ms, deliberated_by, deliberated_capacity, deliberated_ms, entry) "
	        "VALUES (:number, :year, :ordinal, :kind, 'collecting', :body, :item, :title, "
	        ":text, :text_sha256, :deadline, :person, '', :when, 0, 0, '', '', 0, :seq)",
	        INQUIRY_STEP("drafted")) },
	{ "inquiry.person", 1,
	    SQL("INSERT INTO inquiry_person (inquiry, position, person, title, entry) VALUES "
	        "(:number, :position, :person, :title, :seq)") },
	{ "inquiry.document", 1,
	    SQL("INSERT INTO inquiry_document (inquiry, position, kind, name, source, sha256, "
	        "size, state, entry) VALUES (:number, :position, :kind, :name, :source, "
	        ":sha256, :size, :state, :seq)") },
	{ "inquiry.stored", 1,
	    SQL("UPDATE inquiry_document SET sha256 = :sha256, size = :size, state = :state, "
	        "entry = :seq WHERE inquiry = :number AND position = :position") },
	{ "inquiry.reviewing", 1,
	    SQL("UPDATE inquiry SET state = 'review', reviewer = :reviewer, entry = :seq "
	        "WHERE number = :number") },
	{ "inquiry.reviewed", 1, SQL(INQUIRY_STEP("reviewed")) },
	{ "inquiry.open", 1,
	    SQL("UPDATE inquiry SET state = 'open', opened_ms = :when, entry = :seq WHERE "
	        "number = :number",
	        INQUIRY_STEP("opened")) },
	{ "inquiry.answer", 1,
	    SQL("INSERT INTO inquiry_answer (entry, inquiry, person, text, late, at_ms) VALUES "
	        "(:seq, :number, :person, :text, :late, :when)") },
	{ "inquiry.closed", 1,
	    SQL("UPDATE inquiry SET state = 'closed', closed_ms = :when, entry = :seq WHERE "
	        "number = :number",
	        INQUIRY_STEP("closed")) },
	{ "inquiry.withdrawn", 1,
	    SQL("UPDATE inquiry SET state = 'withdrawn', closed_ms = :when, entry = :seq "
	        "WHERE number = :number",
	        INQUIRY_STEP("withdrawn")) },
	{ "inquiry.deliberated", 1, /* serves as 審議等, article 3-3(6) */
	    SQL("UPDATE inquiry SET deliberated_by = :person, deliberated_capacity = "
	        ":capacity, deliberated_ms = :when, entry = :seq WHERE number = :number",
	        INQUIRY_STEP("deliberated")) },
	{ "item.opinion", 1,
	    SQL("UPDATE item SET opinion_record = :opinion_record, entry = :seq WHERE number = "
	        ":number",
	        ITEM_STEP("heard")) },
	{ "opinion", 1,
	    SQL("INSERT INTO opinion (entry, circular, round, person, text, at_ms) "
	        "VALUES (:seq, :number, :round, :person, :text, :when)") },
	{ "circular.asked", 1, /* the chair was asked on his own card; 0 takes it back */
	    SQL("UPDATE circular SET asked_chair_ms = :when, entry = :seq WHERE number = "
	        ":number") },
	{ "circular.overdue", 1,
	    SQL("UPDATE circular SET overdue_ms = :when, entry = :seq WHERE number = :number",
	        STEP("overdue")) },
	{ "circular.closing", 1,
	    SQL("UPDATE circular SET state = 'closing', closing_ms = :when, entry = :seq "
	        "WHERE number = :number") },
	{ "circular.reopened", 1,
	    SQL("UPDATE circular SET state = 'open', closing_ms = 0, entry = :seq WHERE number "
	        "= :number",
	        RECHECK) },
	{ "circular.unchecked", 1, /* the chair goes on without a network that is away */
	    SQL("INSERT INTO circular_unchecked (circular, round, workspace, since_ms, person, "
	        "capacity, at_ms, entry) SELECT number, round, :workspace, :since, :person, "
	        ":capacity, :when, :seq FROM circular WHERE number = :number ON CONFLICT DO "
	        "UPDATE SET since_ms = excluded.since_ms, person = excluded.person, capacity = "
	        "excluded.capacity, at_ms = excluded.at_ms, entry = :seq",
	        STEP("unchecked")) },
	{ "circular.rechecked", 1, /* it is back, and nothing was closed without it */
	    SQL("DELETE FROM circular_unchecked WHERE circular = :number AND workspace = "
	        ":workspace AND round = (SELECT round FROM circular WHERE number = :number)") },
	{ "circular.went_on", 1, /* 続行 */
	    SQL("UPDATE circular SET went_on_ms = :when, entry = :seq WHERE number = :number",
	        STEP("went_on")) },
	{ "circular.seats_kept", 1, /* 続行 although a new version has other seats */
	    SQL("UPDATE circular SET seats_kept = :version, entry = :seq WHERE number = :number",
	        STEP("seats_kept")) },
	/* 取下げ・再付議: the round is over, the next begins with the seats of the new version.
	 */
	{ "circular.reseated", 1,
	    SQL("UPDATE circular SET state = 'confirm', reseated = round + 1, seats_kept = '', "
	        "put_by = :person, put_capacity = :capacity, put_ms = :when, closing_ms = 0, "
	        "overdue_ms = 0, asked_chair_ms = 0, entry = :seq WHERE number = :number",
	        STEP("reseated")) },
	{ "circular.extended", 1, /* 延長 */
	    SQL("UPDATE circular SET deadline_ms = :deadline, overdue_ms = 0, entry = :seq "
	        "WHERE number = :number",
	        RECHECK, STEP("extended")) },
	{ "circular.errata", 1, SQL(STEP("errata")) },
	{ "circular.handover", 1, SQL(STEP("handover")) },
	{ "circular.posted", 1, SQL(STEP("posted")) },
	{ "circular.closed", 1,
	    SQL("UPDATE circular SET state = 'closed', closed_ms = :when, outcome = :outcome, "
	        "outcome_by = coalesce(:person, ''), outcome_reason = coalesce(:note, ''), "
	        "resolution = coalesce(:resolution, ''), closing_ms = 0, entry = :seq WHERE "
	        "number = :number",
	        STEP("closed")) },
	{ "resolution", 1,
	    SQL("INSERT INTO resolution (year, ordinal, number, route, class, title, matter, "
	        "text_sha256, "
	        "charter_version, rule, rule_source, tally, decided_ms, entry) VALUES (:year, "
	        ":ordinal, :resolution, "
	        ":route, :class, :title, :number, :text_sha256, :charter_version, :rule, "
	        ":rule_source, :tally, "
	        ":when, :seq)") },

	{ "resolution.rule", 1,
	    SQL("INSERT INTO resolution_rule (resolution, key, value, source, rule_entry, entry) "
	        "VALUES (:resolution, :key, :value, :source, :rule_entry, :seq)") },
	{ "resolution.reported", 1,
	    SQL("INSERT INTO resolution_reported (resolution, meeting, at_ms, entry) "
	        "VALUES (:resolution, :meeting, :when, :seq)") },

	{ "item.draft", 1,
	    SQL("INSERT INTO item (number, year, ordinal, state, version, title, class, "
	        "class_reason, text, text_sha256, important, provisional, incident, "
	        "opinion_record, drafter, charter_version, registered_ms, resolution, entry) "
	        "VALUES (:number, :year, :ordinal, 'registered', 1, :title, :class, "
	        ":class_reason, :text, :text_sha256, 0, 0, :incident, '', :person, "
	        ":charter_version, :when, '', :seq)",
	        ITEM_STEP("registered")) },
	/* A new text: what the committee said of the old one doesn't hold for it. */
	{ "item.version", 1,
	    SQL("UPDATE item SET version = version + 1, state = 'registered', title = :title, "
	        "class = :class, class_reason = :class_reason, text = :text, text_sha256 = "
	        ":text_sha256, opinion_record = '', drafter = :person, charter_version = "
	        ":charter_version, entry = :seq WHERE number = :number",
	        ITEM_STEP("revised")) },
	{ "item.document", 1,
	    SQL("INSERT INTO item_document (item, version, position, kind, name, source, "
	        "sha256, size, state, note, entry) SELECT number, version, :position, :kind, "
	        ":name, :source, :sha256, :size, :state, '', :seq FROM item WHERE number = "
	        ":number") },
	{ "item.stored", 1,
	    SQL("UPDATE item_document SET sha256 = :sha256, size = :size, state = :state, note "
	        "= :note, entry = :seq WHERE item = :number AND version = :version AND "
	        "position = :position") },
	{ "item.flag", 1,
	    SQL("UPDATE item SET important = :important, provisional = :provisional, entry = "
	        ":seq WHERE number = :number",
	        "INSERT INTO item_flag (entry, item, important, provisional, person, capacity, "
	        "reason, rule, rule_source, at_ms) VALUES (:seq, :number, :important, "
	        ":provisional, :person, :capacity, :note, :rule, :rule_source, :when)",
	        ITEM_STEP("flagged")) },
	{ "item.way", 1,
	    SQL("INSERT INTO item_way (item, matter, version, outcome, resolution, at_ms, "
	        "ended_ms, entry) SELECT number, :matter, version, '', '', :when, 0, :seq FROM "
	        "item WHERE number = :number ON CONFLICT (item, matter) DO UPDATE SET version "
	        "= excluded.version, outcome = '', resolution = '', ended_ms = 0, entry = :seq",
	        "UPDATE item SET state = 'deliberating', entry = :seq WHERE number = :number",
	        ITEM_STEP("went")) },
	{ "item.came", 1,
	    SQL("UPDATE item_way SET outcome = :outcome, resolution = coalesce(:resolution, "
	        "''), ended_ms = :when, entry = :seq WHERE item = :number AND matter = :matter",
	        "UPDATE item SET state = :state, resolution = coalesce(:resolution, "
	        "resolution), opinion_record = coalesce(:opinion_record, opinion_record), "
	        "entry = :seq WHERE number = :number",
	        ITEM_STEP("came")) },
	{ "item.withdrawn", 1,
	    SQL("UPDATE item SET state = 'withdrawn', entry = :seq WHERE number = :number",
	        ITEM_STEP("withdrawn")) },

	{ "report.held", 1,
	    SQL("INSERT INTO report (number, year, ordinal, state, version, session, place, "
	        "meeting, incident, held_ms, due_ms, due_rule, due_source, overdue_ms, "
	        "entered_by, drafter, reviewer, reported_by, reported_capacity, reported_ms, "
	        "sha256, charter_version, closed_ms, entry) VALUES (:number, :year, :ordinal, "
	        "'due', 1, :session, :place, :meeting, :incident, :held, :due, :due_rule, "
	        ":due_source, 0, :person, '', '', '', '', 0, '', :charter_version, 0, :seq)",
	        REPORT_STEP("held")) },
	{ "report.line", 1,
	    SQL("INSERT INTO report_line (report, version, position, item, item_version, "
	        "title, class, item_sha256, important, result, amendment, dissent, opinion, "
	        "sha256, entry) SELECT number, version, :position, :item, :item_version, "
	        ":title, :class, :item_sha256, :important, :result, :amendment, :dissent, "
	        ":opinion, :sha256, :seq FROM report WHERE number = :number ON CONFLICT "
	        "(report, version, position) DO UPDATE SET item_version = "
	        "excluded.item_version, title = excluded.title, class = excluded.class, "
	        "item_sha256 = excluded.item_sha256, important = excluded.important, result = "
	        "excluded.result, amendment = excluded.amendment, dissent = excluded.dissent, "
	        "opinion = excluded.opinion, sha256 = excluded.sha256, entry = :seq") },
	{ "report.drafted", 1, SQL(REPORT_STEP("drafted")) },
	/* What was handed in, and asked, was the version before. */
	{ "report.version", 1,
	    SQL("INSERT INTO report_line (report, version, position, item, item_version, "
	        "title, class, item_sha256, important, result, amendment, dissent, opinion, "
	        "sha256, entry) SELECT l.report, l.version + 1, l.position, l.item, "
	        "l.item_version, l.title, l.class, l.item_sha256, l.important, l.result, "
	        "l.amendment, l.dissent, l.opinion, l.sha256, :seq FROM report_line l JOIN "
	        "report r ON r.number = l.report AND r.version = l.version WHERE r.number = "
	        ":number",
	        "UPDATE report SET version = version + 1, state = 'due', drafter = '', "
	        "reviewer = '', reported_by = '', reported_capacity = '', reported_ms = 0, "
	        "sha256 = '', entry = :seq WHERE number = :number",
	        REPORT_STEP("revised")) },
	{ "report.handed_in", 1,
	    SQL("UPDATE report SET drafter = :person, sha256 = :sha256, entry = :seq WHERE "
	        "number = :number",
	        REPORT_STEP("handed_in")) },
	{ "report.reviewing", 1,
	    SQL("UPDATE report SET state = 'review', reviewer = :reviewer, entry = :seq WHERE "
	        "number = :number") },
	{ "report.reviewed", 1,
	    SQL("UPDATE report SET state = 'ready', entry = :seq WHERE number = :number",
	        REPORT_STEP("reviewed")) },
	{ "report.returned", 1, /* to 庶務, by the reviewer or the 幹事長: before it is made */
	    SQL("UPDATE report SET state = 'due', drafter = '', reviewer = '', sha256 = '', "
	        "entry = :seq WHERE number = :number",
	        REPORT_STEP("returned")) },
	{ "report.made", 1,
	    SQL("UPDATE report SET state = 'reported', reported_by = :person, "
	        "reported_capacity = :capacity, reported_ms = :when, entry = :seq WHERE number "
	        "= :number",
	        REPORT_STEP("reported")) },
	{ "report.overdue", 1,
	    SQL("UPDATE report SET overdue_ms = :when, entry = :seq WHERE number = :number",
	        REPORT_STEP("overdue")) },
	{ "report.answer", 1,
	    SQL("INSERT INTO report_answer (report, position, version, answer, person, "
	        "capacity, reason, same_person, kouetsu, resolution, at_ms, entry) SELECT "
	        "number, :position, version, :answer, coalesce(:person, ''), "
	        "coalesce(:capacity, ''), coalesce(:reason, ''), :same_person, "
	        "coalesce(:kouetsu, ''), coalesce(:resolution, ''), :when, :seq FROM report "
	        "WHERE number = :number",
	        REPORT_STEP("answered")) },
	{ "report.kouetsu", 1,
	    SQL("UPDATE report_answer SET kouetsu = 'done', entry = :seq WHERE report = "
	        ":number AND kouetsu = 'due'",
	        REPORT_STEP("kouetsu")) },
	{ "report.closed", 1,
	    SQL("UPDATE report SET state = 'answered', closed_ms = :when, entry = :seq WHERE "
	        "number = :number") },
	{ "report.withdrawn", 1,
	    SQL("UPDATE report SET state = 'withdrawn', closed_ms = :when, entry = :seq WHERE "
	        "number = :number",
	        REPORT_STEP("withdrawn")) },
};

const size_t apply_rule_count = sizeof(apply_rules) / sizeof(apply_rules[0]);

const char *const apply_tables[] = {
	"action_term",
	"action",
	"poll_answer",
	"poll_candidate",
	"poll",
	"meeting_comment",
	"meeting_minutes",
	"meeting_step",
	"meeting_line",
	"meeting_vote",
	"meeting_result",
	"meeting_attendance",
	"meeting_change",
	"meeting_request",
	"meeting_reply",
	"meeting_guest_time",
	"meeting_guest",
	"meeting_item",
	"meeting",
	"ruling_step",
	"ruling_clause",
	"ruling",
	"report_step",
	"report_answer",
	"report_line",
	"report",
	"item_step",
	"item_way",
	"item_flag",
	"item_document",
	"item",
	"resolution_reported",
	"resolution_rule",
	"resolution",
	"incident_ciso_to",
	"incident_ciso_report",
	"incident_page_call",
	"incident_page",
	"incident_step",
	"incident_listed",
	"incident_end",
	"alert_group",
	"incident_filing",
	"incident_ruling",
	"incident_told",
	"incident_facts",
	"incident",
	"inquiry_step",
	"inquiry_answer",
	"inquiry_person",
	"inquiry_document",
	"inquiry",
	"paper_route",
	"paper",
	"circular_unchecked",
	"circular_step",
	"opinion",
	"seen",
	"seal_history",
	"seal",
	"mark",
	"circular_seat",
	"circular_document",
	"circular",
	"charter_text",
	"rule",
	"attempt",
	"acting",
	"absence",
	"tenure_entry",
	"tenure",
	"account",
	"person_name",
	"person",
	NULL,
};
