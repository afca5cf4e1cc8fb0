#include "store/meetings.h"

#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_meeting,
    "SELECT number, year, ordinal, body, session, session_year, state, version, place, link, "
    "starts_ms, ends_ms, reply_by_ms, purpose, incident, short_reason, override_reason, poll, "
    "drafter, drafted_ms, reviewer, convened_by, convened_capacity, convened_ms, notice_rule, "
    "notice_source, quorum_rule, quorum_source, proxy_rule, proxy_source, charter_version, "
    "presider, presider_capacity, opened_ms, closed_ms, asked_ms, minutes_version, "
    "confirmed_version, report FROM meeting WHERE number = :number");
STMT(sql_items, "SELECT position, kind, agenda, item, item_version, title, class, important, "
                "opinion_record, item_sha256 FROM meeting_item WHERE meeting = :number ORDER "
                "BY position");
STMT(sql_guests,
    "SELECT g.ordinal, g.position, g.name, g.affiliation, g.purpose, g.workspace, g.account, "
    "g.invited_by, g.invited_capacity, g.withdrawn, coalesce(t.in_ms, 0), coalesce(t.out_ms, "
    "0) FROM meeting_guest g LEFT JOIN meeting_guest_time t ON t.entry = (SELECT max(entry) "
    "FROM meeting_guest_time x WHERE x.meeting = g.meeting AND x.ordinal = g.ordinal) WHERE "
    "g.meeting = :number ORDER BY g.ordinal");
STMT(sql_guests_then,
    "SELECT g.ordinal, g.position, g.name, g.affiliation, g.purpose, g.workspace, g.account, "
    "g.invited_by, g.invited_capacity, g.withdrawn, coalesce(t.in_ms, 0), coalesce(t.out_ms, "
    "0) FROM meeting_guest g LEFT JOIN meeting_guest_time t ON t.entry = (SELECT max(entry) "
    "FROM meeting_guest_time x WHERE x.meeting = g.meeting AND x.ordinal = g.ordinal AND "
    "x.entry <= :upto) WHERE g.meeting = :number ORDER BY g.ordinal");
STMT(sql_replies,
    "SELECT r.person, r.answer, r.note, r.proxy, r.entered_by, r.at_ms FROM meeting_reply r "
    "JOIN meeting m ON m.number = r.meeting AND m.version = r.version WHERE r.meeting = "
    ":number AND r.entry = (SELECT max(entry) FROM meeting_reply x WHERE x.meeting = r.meeting "
    "AND x.version = r.version AND x.person = r.person) ORDER BY r.entry");
STMT(sql_changes,
    "SELECT kind, state, place, link, starts_ms, ends_ms, reply_by_ms, reason, person, "
    "reviewer, at_ms FROM meeting_change WHERE meeting = :number ORDER BY entry");
STMT(sql_seats,
    "SELECT a.seat, a.role, a.title, a.person, a.name, a.state, a.proxy, a.note FROM "
    "meeting_attendance a WHERE a.meeting = :number AND a.entry = (SELECT max(entry) FROM "
    "meeting_attendance x WHERE x.meeting = a.meeting AND x.seat = a.seat AND x.entry <= "
    ":upto) ORDER BY a.place, a.seat");
STMT(sql_results,
    "SELECT r.position, r.result, r.method, r.votes_for, r.votes_against, r.abstained, "
    "r.casting, r.amendment, r.dissent, r.opinion, r.rule, r.rule_source, r.resolution, "
    "r.person, r.capacity, r.at_ms FROM meeting_result r WHERE r.meeting = :number AND r.entry "
    "= (SELECT max(entry) FROM meeting_result x WHERE x.meeting = r.meeting AND x.position = "
    "r.position AND x.entry <= :upto) ORDER BY r.position");
STMT(sql_votes,
    "SELECT v.position, v.person, v.title, v.answer, v.entered_by, v.at_ms FROM meeting_vote v "
    "WHERE v.meeting = :number AND v.entry = (SELECT max(entry) FROM meeting_vote x WHERE "
    "x.meeting = v.meeting AND x.position = v.position AND x.person = v.person AND x.entry <= "
    ":upto) ORDER BY v.position, v.entry");
STMT(sql_lines, "SELECT entry, position, kind, speaker, text, action, person, source, at_ms "
                "FROM meeting_line WHERE meeting = :number AND entry <= :upto AND (undone = 0 "
                "OR undone > :upto) ORDER BY at_ms, entry");
STMT(sql_steps, "SELECT entry, version, step, person, capacity, text, at_ms FROM meeting_step "
                "WHERE meeting = :number AND entry <= :upto ORDER BY entry");
STMT(sql_running, "SELECT number FROM meeting WHERE state NOT IN ('closed', 'cancelled', "
                  "'withdrawn') ORDER BY starts_ms, number LIMIT :limit");
STMT(sql_ended, "SELECT number FROM meeting WHERE state IN ('closed', 'cancelled', "
                "'withdrawn') ORDER BY starts_ms DESC, number DESC LIMIT :limit");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM meeting WHERE year = :year");
STMT(sql_next_session, "SELECT coalesce(max(session), 0) + 1 FROM meeting WHERE body = :body "
                       "AND session_year = :year");
STMT(sql_next_agenda, "SELECT coalesce(max(i.agenda), 0) + 1 FROM meeting_item i JOIN meeting "
                      "m ON m.number = i.meeting WHERE m.body = :body AND m.session_year = "
                      ":year AND i.kind = :kind");
STMT(sql_of_item, "SELECT m.number FROM meeting_item i JOIN meeting m ON m.number = i.meeting "
                  "WHERE i.item = :item AND m.state NOT IN ('closed', 'cancelled', "
                  "'withdrawn') ORDER BY m.number LIMIT 1");
STMT(sql_open_now, "SELECT number FROM meeting WHERE body = :body AND state IN ('open', "
                   "'suspended') ORDER BY opened_ms DESC, number DESC LIMIT 1");
STMT(sql_of_year, "SELECT number FROM meeting WHERE session_year = :year AND session > 0 ORDER "
                  "BY starts_ms, number");
STMT(sql_minutes, "SELECT version, upto, sha256, reason, person, at_ms, confirmed_by, "
                  "confirmed_capacity, confirmed_ms FROM meeting_minutes WHERE meeting = "
                  ":number ORDER BY version");
STMT(sql_comments, "SELECT version, person, text, at_ms FROM meeting_comment WHERE meeting = "
                   ":number AND version = :version ORDER BY entry");

static const char *const states[] = {
	[MEETING_DRAFT] = "draft",
	[MEETING_REVIEW] = "review",
	[MEETING_READY] = "ready",
	[MEETING_CONVENED] = "convened",
	[MEETING_OPEN] = "open",
	[MEETING_SUSPENDED] = "suspended",
	[MEETING_CLOSED] = "closed",
	[MEETING_CANCELLED] = "cancelled",
	[MEETING_WITHDRAWN] = "withdrawn",
};

/* Columns in the order of sql_meeting. */
static void read_meeting(struct stmt *s, struct arena *arena, struct meeting *out)
{
	int i = 0;

#define NEXT_TEXT stmt_column_text(s, i++, arena)
#define NEXT_INT (int)stmt_column_int(s, i++)
#define NEXT_TIME ((struct kg_time){ stmt_column_int(s, i++) })
	*out = (struct meeting){ 0 };
	out->number = NEXT_TEXT;
	out->year = NEXT_INT;
	out->ordinal = NEXT_INT;
	out->body = NEXT_TEXT;
	out->session = NEXT_INT;
	out->session_year = NEXT_INT;
	out->state = (enum meeting_state)LIST_WORD(states, NEXT_TEXT);
	out->version = NEXT_INT;
	out->place = NEXT_TEXT;
	out->link = NEXT_TEXT;
	out->starts = NEXT_TIME;
	out->ends = NEXT_TIME;
	out->reply_by = NEXT_TIME;
	out->purpose = NEXT_TEXT;
	out->incident = NEXT_TEXT;
	out->short_reason = NEXT_TEXT;
	out->override_reason = NEXT_TEXT;
	out->poll = NEXT_TEXT;
	out->drafter = NEXT_TEXT;
	out->drafted = NEXT_TIME;
	out->reviewer = NEXT_TEXT;
	out->convened_by = NEXT_TEXT;
	out->convened_capacity = NEXT_TEXT;
	out->convened = NEXT_TIME;
	out->notice_rule = NEXT_TEXT;
	out->notice_source = NEXT_TEXT;
	out->quorum_rule = NEXT_TEXT;
	out->quorum_source = NEXT_TEXT;
	out->proxy_rule = NEXT_TEXT;
	out->proxy_source = NEXT_TEXT;
	out->charter_version = NEXT_TEXT;
	out->presider = NEXT_TEXT;
	out->presider_capacity = NEXT_TEXT;
	out->opened = NEXT_TIME;
	out->closed = NEXT_TIME;
	out->asked = NEXT_TIME;
	out->minutes_version = NEXT_INT;
	out->confirmed_version = NEXT_INT;
	out->report = NEXT_TEXT;
#undef NEXT_TEXT
#undef NEXT_INT
#undef NEXT_TIME
}

static void read_item(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_item *)out = (struct meeting_item){
		.position = (int)stmt_column_int(s, 0),
		.kind = stmt_column_text(s, 1, arena),
		.agenda = (int)stmt_column_int(s, 2),
		.item = stmt_column_text(s, 3, arena),
		.item_version = (int)stmt_column_int(s, 4),
		.title = stmt_column_text(s, 5, arena),
		.class = (int)stmt_column_int(s, 6),
		.important = stmt_column_int(s, 7) != 0,
		.opinion_record = stmt_column_text(s, 8, arena),
		.item_sha256 = stmt_column_text(s, 9, arena),
	};
}

static void read_guest(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_guest *)out = (struct meeting_guest){
		.ordinal = (int)stmt_column_int(s, 0),
		.position = (int)stmt_column_int(s, 1),
		.name = stmt_column_text(s, 2, arena),
		.affiliation = stmt_column_text(s, 3, arena),
		.purpose = stmt_column_text(s, 4, arena),
		.workspace = stmt_column_text(s, 5, arena),
		.account = stmt_column_text(s, 6, arena),
		.invited_by = stmt_column_text(s, 7, arena),
		.invited_capacity = stmt_column_text(s, 8, arena),
		.withdrawn = stmt_column_int(s, 9) != 0,
		.in = { stmt_column_int(s, 10) },
		.out = { stmt_column_int(s, 11) },
	};
}

static void read_reply(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_reply *)out = (struct meeting_reply){
		.person = stmt_column_text(s, 0, arena),
		.answer = stmt_column_text(s, 1, arena),
		.note = stmt_column_text(s, 2, arena),
		.proxy = stmt_column_text(s, 3, arena),
		.entered_by = stmt_column_text(s, 4, arena),
		.at = { stmt_column_int(s, 5) },
	};
}

static void read_change(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_change *)out = (struct meeting_change){
		.kind = stmt_column_text(s, 0, arena),
		.state = stmt_column_text(s, 1, arena),
		.place = stmt_column_text(s, 2, arena),
		.link = stmt_column_text(s, 3, arena),
		.starts = { stmt_column_int(s, 4) },
		.ends = { stmt_column_int(s, 5) },
		.reply_by = { stmt_column_int(s, 6) },
		.reason = stmt_column_text(s, 7, arena),
		.person = stmt_column_text(s, 8, arena),
		.reviewer = stmt_column_text(s, 9, arena),
		.at = { stmt_column_int(s, 10) },
	};
}

static void read_seat(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_seat *)out = (struct meeting_seat){
		.seat = stmt_column_text(s, 0, arena),
		.role = stmt_column_text(s, 1, arena),
		.title = stmt_column_text(s, 2, arena),
		.person = stmt_column_text(s, 3, arena),
		.name = stmt_column_text(s, 4, arena),
		.state = stmt_column_text(s, 5, arena),
		.proxy = stmt_column_text(s, 6, arena),
		.note = stmt_column_text(s, 7, arena),
	};
}

static void read_result(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_result *)out = (struct meeting_result){
		.position = (int)stmt_column_int(s, 0),
		.result = stmt_column_text(s, 1, arena),
		.method = stmt_column_text(s, 2, arena),
		.votes_for = (int)stmt_column_int(s, 3),
		.votes_against = (int)stmt_column_int(s, 4),
		.abstained = (int)stmt_column_int(s, 5),
		.casting = stmt_column_text(s, 6, arena),
		.amendment = stmt_column_text(s, 7, arena),
		.dissent = stmt_column_text(s, 8, arena),
		.opinion = stmt_column_text(s, 9, arena),
		.rule = stmt_column_text(s, 10, arena),
		.rule_source = stmt_column_text(s, 11, arena),
		.resolution = stmt_column_text(s, 12, arena),
		.person = stmt_column_text(s, 13, arena),
		.capacity = stmt_column_text(s, 14, arena),
		.at = { stmt_column_int(s, 15) },
	};
}

static void read_vote(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_vote *)out = (struct meeting_vote){
		.position = (int)stmt_column_int(s, 0),
		.person = stmt_column_text(s, 1, arena),
		.title = stmt_column_text(s, 2, arena),
		.answer = stmt_column_text(s, 3, arena),
		.entered_by = stmt_column_text(s, 4, arena),
		.at = { stmt_column_int(s, 5) },
	};
}

static void read_line(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_line *)out = (struct meeting_line){
		.entry = stmt_column_int(s, 0),
		.position = (int)stmt_column_int(s, 1),
		.kind = stmt_column_text(s, 2, arena),
		.speaker = stmt_column_text(s, 3, arena),
		.text = stmt_column_text(s, 4, arena),
		.action = stmt_column_text(s, 5, arena),
		.person = stmt_column_text(s, 6, arena),
		.source = stmt_column_text(s, 7, arena),
		.at = { stmt_column_int(s, 8) },
	};
}

static void read_minutes(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_minutes *)out = (struct meeting_minutes){
		.version = (int)stmt_column_int(s, 0),
		.upto = stmt_column_int(s, 1),
		.sha256 = stmt_column_text(s, 2, arena),
		.reason = stmt_column_text(s, 3, arena),
		.person = stmt_column_text(s, 4, arena),
		.at = { stmt_column_int(s, 5) },
		.confirmed_by = stmt_column_text(s, 6, arena),
		.confirmed_capacity = stmt_column_text(s, 7, arena),
		.confirmed = { stmt_column_int(s, 8) },
	};
}

static void read_comment(struct stmt *s, struct arena *arena, void *out)
{
	*(struct meeting_comment *)out = (struct meeting_comment){
		.version = (int)stmt_column_int(s, 0),
		.person = stmt_column_text(s, 1, arena),
		.text = stmt_column_text(s, 2, arena),
		.at = { stmt_column_int(s, 3) },
	};
}

struct part { /* one statement over a meeting's rows */
	struct store *store;
	const char *number;
	int64_t upto;
	struct arena *arena;
};

static enum kg_status read_part(const struct part *part, struct stmt_def *sql,
    list_read_row *row, size_t size, void *out_array, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(part->store, sql);

	stmt_text(s, ":number", part->number);
	if (part->upto != 0) {
		stmt_int(s, ":upto", part->upto);
	}
	return list_read(s, part->arena, row, size, out_array, out_count);
}
#define READ_PART(part, sql, row, out, out_count)                                              \
	read_part(part, sql, row, sizeof(**(out)), (void *)(out), out_count)

static enum kg_status load_changes(const struct part *part, struct meeting *out)
{
	struct meeting_change *list;
	size_t count;
	enum kg_status st = READ_PART(part, &sql_changes, read_change, &list, &count);

	for (size_t i = 0; st == KG_OK && i < count; i++) {
		if (strcmp(list[i].state, "made") == 0) {
			out->made = &list[i];
		}
		if (strcmp(list[i].state, "review") == 0 ||
		    strcmp(list[i].state, "ready") == 0) {
			out->change = &list[i];
		}
	}
	return st;
}

enum kg_status meeting_load(
    struct store *store, const char *number, struct arena *arena, struct meeting *out)
{
	struct part part = { store, number, 0, arena };
	enum kg_status st;

	{
		KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_meeting);

		stmt_text(s, ":number", number);
		st = stmt_step(s);
		if (st != KG_OK) {
			return st;
		}
		read_meeting(s, arena, out);
	}
	st = READ_PART(&part, &sql_items, read_item, &out->items, &out->item_count);
	if (st == KG_OK) {
		st = READ_PART(&part, &sql_guests, read_guest, &out->guests, &out->guest_count);
	}
	if (st == KG_OK) {
		st = READ_PART(
		    &part, &sql_replies, read_reply, &out->replies, &out->reply_count);
	}
	return st == KG_OK ? load_changes(&part, out) : st;
}

enum kg_status meeting_sitting(struct store *store, const char *number, int64_t upto,
    struct arena *arena, struct sitting *out)
{
	struct part part = { store, number, upto == 0 ? INT64_MAX : upto, arena };
	enum kg_status st;

	*out = (struct sitting){ 0 };
	st = READ_PART(&part, &sql_seats, read_seat, &out->seats, &out->seat_count);
	if (st == KG_OK) {
		st = READ_PART(
		    &part, &sql_results, read_result, &out->results, &out->result_count);
	}
	if (st == KG_OK) {
		st = READ_PART(&part, &sql_votes, read_vote, &out->votes, &out->vote_count);
	}
	if (st == KG_OK) {
		st = READ_PART(&part, &sql_lines, read_line, &out->lines, &out->line_count);
	}
	if (st == KG_OK) {
		st =
		    READ_PART(&part, &sql_steps, list_read_step, &out->steps, &out->step_count);
	}
	return st == KG_OK ? READ_PART(&part, &sql_guests_then, read_guest, &out->guests,
	                         &out->guest_count)
	                   : st;
}

enum kg_status meeting_numbers(struct store *store, bool ended, int limit, struct arena *arena,
    char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, ended ? &sql_ended : &sql_running);

	stmt_int(s, ":limit", limit);
	return list_texts(s, arena, out, out_count);
}

static enum kg_status first_int(struct stmt *s, int *out)
{
	int64_t value = 0;
	enum kg_status st = list_one_int(s, &value);

	if (st == KG_OK) {
		*out = (int)value;
	}
	return st;
}

enum kg_status meeting_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status meeting_next_session(struct store *store, const char *body, int year, int *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_next_session);

	stmt_text(s, ":body", body);
	stmt_int(s, ":year", year);
	return first_int(s, out);
}

enum kg_status meeting_next_agenda(
    struct store *store, const char *body, int year, const char *kind, int *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_next_agenda);

	stmt_text(s, ":body", body);
	stmt_int(s, ":year", year);
	stmt_text(s, ":kind", kind);
	return first_int(s, out);
}

enum kg_status meeting_of_item(
    struct store *store, const char *item, struct arena *arena, char **out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_of_item);

	stmt_text(s, ":item", item);
	return list_one_text(s, arena, out);
}

enum kg_status meeting_open_now(
    struct store *store, const char *body, struct arena *arena, char **out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_open_now);

	stmt_text(s, ":body", body);
	return list_one_text(s, arena, out);
}

enum kg_status meeting_of_year(
    struct store *store, int session_year, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_of_year);

	stmt_int(s, ":year", session_year);
	return list_texts(s, arena, out, out_count);
}

enum kg_status meeting_minutes_list(struct store *store, const char *number,
    struct arena *arena, struct meeting_minutes **out, size_t *out_count)
{
	struct part part = { store, number, 0, arena };

	return READ_PART(&part, &sql_minutes, read_minutes, out, out_count);
}

enum kg_status meeting_comments(struct store *store, const char *number, int version,
    struct arena *arena, struct meeting_comment **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_comments);

	stmt_text(s, ":number", number);
	stmt_int(s, ":version", version);
	return LIST_READ(s, arena, read_comment, out, out_count);
}
