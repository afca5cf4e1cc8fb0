/*
 * What the entries about meetings, 日程調整 and 宿題 do to the records; see apply_rules.c. What
 * is said of a sitting is added and never changed: the newest row stands.
 */

#include "store/apply.h"

#define SQL(...) ((const char *const[]){ __VA_ARGS__, NULL })

#define MEETING_STEP(step)                                                                     \
	"INSERT INTO meeting_step (entry, meeting, version, step, person, capacity, text, "    \
	"at_ms) SELECT :seq, number, version, '" step                                          \
	"', coalesce(:person, ''), coalesce(:capacity, ''), coalesce(:note, ''), :when FROM "  \
	"meeting WHERE number = :number"

#define MEETING_BECOMES(state, step)                                                           \
	SQL("UPDATE meeting SET state = '" state "', entry = :seq WHERE number = :number",     \
	    MEETING_STEP(step))

const struct apply_rule apply_meeting_rules[] = {
	{ "meeting.draft", 1,
	    SQL("INSERT INTO meeting (number, year, ordinal, body, session, session_year, "
	        "state, version, place, link, starts_ms, ends_ms, reply_by_ms, purpose, "
	        "incident, short_reason, override_reason, poll, drafter, drafted_ms, reviewer, "
	        "convened_by, convened_capacity, convened_ms, notice_rule, notice_source, "
	        "quorum_rule, quorum_source, proxy_rule, proxy_source, charter_version, "
	        "presider, presider_capacity, opened_ms, closed_ms, asked_ms, minutes_version, "
	        "confirmed_version, report, entry) VALUES (:number, :year, :ordinal, :body, 0, "
	        "0, 'draft', 0, :place, :link, :starts, :ends, :reply_by, :purpose, :incident, "
	        ":short_reason, '', coalesce(:poll, ''), :person, :when, '', '', '', 0, '', '', "
	        "'', '', '', '', :charter_version, '', '', 0, 0, 0, 0, 0, '', :seq)",
	        MEETING_STEP("drafted")) },
	/* Held, convened by other means, entered afterwards: it names no convener. */
	{ "meeting.held", 1,
	    SQL("INSERT INTO meeting (number, year, ordinal, body, session, session_year, "
	        "state, version, place, link, starts_ms, ends_ms, reply_by_ms, purpose, "
	        "incident, short_reason, override_reason, poll, drafter, drafted_ms, reviewer, "
	        "convened_by, convened_capacity, convened_ms, notice_rule, notice_source, "
	        "quorum_rule, quorum_source, proxy_rule, proxy_source, charter_version, "
	        "presider, presider_capacity, opened_ms, closed_ms, asked_ms, minutes_version, "
	        "confirmed_version, report, entry) VALUES (:number, :year, :ordinal, :body, "
	        ":session, :session_year, 'open', 1, :place, '', :starts, :ends, 0, '', "
	        "coalesce(:incident, ''), '', '', '', :person, :when, '', '', '', 0, '', '', "
	        ":quorum_rule, :quorum_source, :proxy_rule, :proxy_source, :charter_version, "
	        ":presider, :presider_capacity, :starts, 0, 0, 0, 0, '', :seq)",
	        MEETING_STEP("entered")) },
	/* Before it is convened: 庶務 hands it in again, the agenda is made anew. */
	{ "meeting.redraft", 1,
	    SQL("UPDATE meeting SET state = 'draft', drafted_ms = :when, body = :body, place = :place, link = "
	        ":link, starts_ms = :starts, ends_ms = :ends, reply_by_ms = :reply_by, purpose "
	        "= :purpose, incident = :incident, short_reason = :short_reason, drafter = "
	        ":person, reviewer = '', entry = :seq WHERE number = :number",
	        "DELETE FROM meeting_item WHERE meeting = :number",
	        "DELETE FROM meeting_guest WHERE meeting = :number",
	        MEETING_STEP("redrafted")) },
	{ "meeting.item", 1,
	    SQL("INSERT INTO meeting_item (meeting, position, kind, agenda, item, "
	        "item_version, title, class, important, opinion_record, item_sha256, entry) "
	        "VALUES (:number, :position, :kind, coalesce(:agenda, 0), :item, :item_version, :title, :class, "
	        ":important, :opinion_record, :item_sha256, :seq)") },
	{ "meeting.item.numbered", 1,
	    SQL("UPDATE meeting_item SET agenda = :agenda, entry = :seq WHERE meeting = "
	        ":number AND position = :position") },
	{ "meeting.guest", 1,
	    SQL("INSERT INTO meeting_guest (meeting, ordinal, position, name, affiliation, "
	        "purpose, workspace, account, invited_by, invited_capacity, withdrawn, entry) "
	        "VALUES (:number, :ordinal, :position, :name, :affiliation, :purpose, "
	        ":workspace, :account, coalesce(:person, ''), coalesce(:capacity, ''), 0, "
	        ":seq)") },
	/* His name is the chair's invitation, article 3(3). */
	{ "meeting.guest.invited", 1,
	    SQL("UPDATE meeting_guest SET invited_by = :person, invited_capacity = :capacity, "
	        "entry = :seq WHERE meeting = :number AND ordinal = :ordinal") },
	{ "meeting.guest.withdrawn", 1,
	    SQL("UPDATE meeting_guest SET withdrawn = 1, entry = :seq WHERE meeting = :number "
	        "AND ordinal = :ordinal") },
	{ "meeting.guest.time", 1,
	    SQL("INSERT INTO meeting_guest_time (entry, meeting, ordinal, in_ms, out_ms) "
	        "VALUES (:seq, :number, :ordinal, :in, :out)") },
	{ "meeting.reviewing", 1,
	    SQL("UPDATE meeting SET state = 'review', reviewer = :reviewer, entry = :seq WHERE "
	        "number = :number") },
	{ "meeting.ready", 1, MEETING_BECOMES("ready", "reviewed") },
	{ "meeting.returned", 1, MEETING_BECOMES("draft", "returned") },
	{ "meeting.withdrawn", 1, MEETING_BECOMES("withdrawn", "withdrawn") },
	{ "meeting.overridden", 1,
	    SQL("UPDATE meeting SET override_reason = :note, entry = :seq WHERE number = "
	        ":number",
	        MEETING_STEP("overridden")) },
	{ "meeting.convened", 1,
	    SQL("UPDATE meeting SET state = 'convened', version = 1, session = :session, "
	        "session_year = :session_year, convened_by = :person, convened_capacity = "
	        ":capacity, convened_ms = :when, notice_rule = :notice_rule, notice_source = "
	        ":notice_source, quorum_rule = :quorum_rule, quorum_source = :quorum_source, "
	        "proxy_rule = :proxy_rule, proxy_source = :proxy_source, charter_version = "
	        ":charter_version, short_reason = coalesce(:short_reason, short_reason), entry = "
	        ":seq WHERE number = :number",
	        MEETING_STEP("convened")) },
	/* A new version of the notice: what was answered to the old one does not stand. */
	{ "meeting.changed", 1,
	    SQL("UPDATE meeting SET version = version + 1, place = :place, link = :link, "
	        "starts_ms = :starts, ends_ms = :ends, reply_by_ms = :reply_by, entry = :seq "
	        "WHERE number = :number",
	        "UPDATE meeting_change SET state = 'made' WHERE meeting = :number AND state = "
	        "'ready'",
	        MEETING_STEP("changed")) },
	{ "meeting.cancelled", 1,
	    SQL("UPDATE meeting SET state = 'cancelled', version = version + 1, entry = :seq "
	        "WHERE number = :number",
	        "UPDATE meeting_change SET state = 'made' WHERE meeting = :number AND state = "
	        "'ready'",
	        MEETING_STEP("cancelled")) },
	{ "meeting.change.asked", 1,
	    SQL("INSERT INTO meeting_change (entry, meeting, kind, state, place, link, "
	        "starts_ms, ends_ms, reply_by_ms, reason, person, reviewer, at_ms) VALUES "
	        "(:seq, :number, :kind, :state, :place, :link, :starts, :ends, :reply_by, "
	        ":reason, :person, coalesce(:reviewer, ''), :when)") },
	{ "meeting.change.reviewed", 1,
	    SQL("UPDATE meeting_change SET state = 'ready' WHERE meeting = :number AND state = "
	        "'review'") },
	{ "meeting.change.returned", 1,
	    SQL("UPDATE meeting_change SET state = 'returned' WHERE meeting = :number AND "
	        "state IN ('review', 'ready')",
	        MEETING_STEP("change_returned")) },
	{ "meeting.request", 1,
	    SQL("INSERT INTO meeting_request (entry, body, person, capacity, items, reason, "
	        "at_ms) VALUES (:seq, :body, :person, :capacity, :items, :reason, :when)") },
	{ "meeting.reply", 1,
	    SQL("INSERT INTO meeting_reply (entry, meeting, version, person, answer, note, "
	        "proxy, entered_by, entered_capacity, at_ms) SELECT :seq, number, version, "
	        ":member, coalesce(:answer, ''), coalesce(:note, ''), coalesce(:proxy, ''), "
	        ":person, coalesce(:capacity, ''), :when FROM meeting WHERE number = :number") },

	{ "meeting.opened", 1,
	    SQL("UPDATE meeting SET state = 'open', opened_ms = :when, presider = :presider, "
	        "presider_capacity = :presider_capacity, entry = :seq WHERE number = :number",
	        MEETING_STEP("opened")) },
	{ "meeting.presider", 1,
	    SQL("UPDATE meeting SET presider = :presider, presider_capacity = "
	        ":presider_capacity, entry = :seq WHERE number = :number",
	        MEETING_STEP("presider")) },
	{ "meeting.suspended", 1, MEETING_BECOMES("suspended", "suspended") },
	{ "meeting.resumed", 1, MEETING_BECOMES("open", "resumed") },
	{ "meeting.closed", 1,
	    SQL("UPDATE meeting SET state = 'closed', closed_ms = :when, entry = :seq WHERE "
	        "number = :number",
	        MEETING_STEP("closed")) },
	{ "meeting.asked", 1,
	    SQL("UPDATE meeting SET asked_ms = :when, entry = :seq WHERE number = :number") },
	{ "meeting.report", 1,
	    SQL("UPDATE meeting SET report = :report, entry = :seq WHERE number = :number") },
	{ "meeting.attendance", 1,
	    SQL("INSERT INTO meeting_attendance (entry, meeting, seat, role, title, place, "
	        "person, name, state, proxy, note, at_ms) VALUES (:seq, :number, :seat, :role, "
	        ":title, :place, :member, :name, :state, coalesce(:proxy, ''), coalesce(:note, "
	        "''), :when)") },
	{ "meeting.result", 1,
	    SQL("INSERT INTO meeting_result (entry, meeting, position, result, method, "
	        "votes_for, votes_against, abstained, casting, amendment, dissent, opinion, "
	        "rule, rule_source, resolution, person, capacity, at_ms) VALUES (:seq, "
	        ":number, :position, :result, coalesce(:method, ''), coalesce(:for, 0), "
	        "coalesce(:against, 0), coalesce(:abstained, 0), coalesce(:casting, ''), "
	        "coalesce(:amendment, ''), coalesce(:dissent, ''), coalesce(:opinion, ''), "
	        "coalesce(:rule, ''), coalesce(:rule_source, ''), coalesce(:resolution, ''), "
	        ":person, :capacity, :when)") },
	{ "meeting.vote", 1,
	    SQL("INSERT INTO meeting_vote (entry, meeting, position, person, title, answer, "
	        "entered_by, at_ms) VALUES (:seq, :number, :position, :member, :title, "
	        ":answer, :person, :when)") },
	{ "meeting.line", 1,
	    SQL("INSERT INTO meeting_line (entry, meeting, position, kind, speaker, text, "
	        "action, person, source, at_ms, undone) VALUES (:seq, :number, :position, "
	        ":kind, coalesce(:speaker, ''), :text, coalesce(:action, ''), :person, :source, "
	        ":when, 0)") },
	{ "meeting.line.undone", 1,
	    SQL("UPDATE meeting_line SET undone = :seq WHERE entry = :line AND meeting = "
	        ":number") },
	{ "meeting.minutes", 1,
	    SQL("INSERT INTO meeting_minutes (meeting, version, upto, sha256, reason, person, "
	        "at_ms, confirmed_by, confirmed_capacity, confirmed_ms, entry) VALUES "
	        "(:number, :version, :upto, :sha256, coalesce(:reason, ''), :person, :when, '', "
	        "'', 0, :seq)",
	        "UPDATE meeting SET minutes_version = :version, entry = :seq WHERE number = "
	        ":number") },
	{ "meeting.comment", 1,
	    SQL("INSERT INTO meeting_comment (entry, meeting, version, person, text, at_ms) "
	        "VALUES (:seq, :number, :version, :person, :text, :when)") },
	{ "meeting.confirmed", 1,
	    SQL("UPDATE meeting_minutes SET confirmed_by = :person, confirmed_capacity = "
	        ":capacity, confirmed_ms = :when, entry = :seq WHERE meeting = :number AND "
	        "version = :version",
	        "UPDATE meeting SET confirmed_version = :version, entry = :seq WHERE number = "
	        ":number",
	        MEETING_STEP("confirmed")) },

	{ "poll.draft", 1,
	    SQL("INSERT INTO poll (number, year, ordinal, body, title, items, state, "
	        "reply_by_ms, drafter, chosen, meeting, at_ms, entry) VALUES (:number, :year, "
	        ":ordinal, :body, :title, :items, 'head', :reply_by, :person, 0, '', :when, "
	        ":seq)") },
	{ "poll.candidate", 1,
	    SQL("INSERT INTO poll_candidate (poll, position, starts_ms, ends_ms, entry) VALUES "
	        "(:number, :position, :starts, :ends, :seq)") },
	{ "poll.opened", 1,
	    SQL("UPDATE poll SET state = 'open', entry = :seq WHERE number = :number") },
	{ "poll.answer", 1,
	    SQL("INSERT INTO poll_answer (entry, poll, position, person, answer, entered_by, "
	        "at_ms) VALUES (:seq, :number, :position, :member, coalesce(:answer, ''), "
	        ":person, :when)") },
	{ "poll.chosen", 1,
	    SQL("UPDATE poll SET state = 'chosen', chosen = :position, meeting = "
	        "coalesce(:meeting, ''), entry = :seq WHERE number = :number") },
	{ "poll.withdrawn", 1,
	    SQL("UPDATE poll SET state = 'withdrawn', entry = :seq WHERE number = :number") },

	{ "action.new", 1,
	    SQL("INSERT INTO action (number, year, ordinal, matter, position, text, owner, "
	        "owner_name, due_ms, state, note, person, at_ms, ended_by, ended_ms, entry) "
	        "VALUES (:number, :year, :ordinal, :matter, :position, :text, "
	        "coalesce(:owner, ''), coalesce(:owner_name, ''), coalesce(:due, 0), 'open', '', "
	        ":person, :when, '', 0, :seq)",
	        "INSERT INTO action_term (entry, action, owner, owner_name, due_ms) SELECT "
	        ":seq, number, owner, owner_name, due_ms FROM action WHERE number = :number") },
	{ "action.changed", 1,
	    SQL("UPDATE action SET owner = coalesce(:owner, owner), owner_name = "
	        "coalesce(:owner_name, owner_name), due_ms = coalesce(:due, due_ms), entry = "
	        ":seq WHERE number = :number",
	        "INSERT INTO action_term (entry, action, owner, owner_name, due_ms) SELECT "
	        ":seq, number, owner, owner_name, due_ms FROM action WHERE number = :number") },
	{ "action.done", 1,
	    SQL("UPDATE action SET state = 'done', note = coalesce(:note, ''), ended_by = "
	        ":person, ended_ms = :when, entry = :seq WHERE number = :number") },
	{ "action.dropped", 1,
	    SQL("UPDATE action SET state = 'dropped', note = coalesce(:note, ''), ended_by = "
	        ":person, ended_ms = :when, entry = :seq WHERE number = :number") },
};

const size_t apply_meeting_rule_count =
    sizeof(apply_meeting_rules) / sizeof(apply_meeting_rules[0]);
