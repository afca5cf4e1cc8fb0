/*
 * A short history of one council, told in entries: it leaves at least one row in every record
 * table, so that the tests of verify and rebuild meet each of them. A table it leaves empty
 * fails the test: give it an entry here.
 */

#include <stdio.h>

#include "lib.h"
#include "store/apply.h"

static void people(void)
{
	int64_t workspace;

	ck_ok(workspace_ensure(store, "slack", 1, &workspace));
	ck_ok(append(
	    "charter", "version", "2024", "text_sha256", "aa", "data_sha256", "bb", NULL));
	ck_ok(append(
	    "person", "id", "p1", "name", "架空 花子", "language", "ja", "phone", "", NULL));
	ck_ok(append(
	    "person", "id", "p2", "name", "架空 太郎", "language", "ja", "phone", "090", NULL));
	ck_ok(append("account", "workspace", "slack", "account", "U1", "person", "p1", NULL));
	ck_ok(append(
	    "account.state", "workspace", "slack", "account", "U1", "active", "1", NULL));
	ck_ok(append("tenure", "id", "t1", "office", "chair", "person", "p1", "title",
	    "総務企画局長", "from", "1000", "to", "0", "published", "1000", NULL));
	ck_ok(append("absence", "id", "a1", "person", "p1", "from", "5", "to", "9", "reason",
	    "出張", NULL));
	ck_ok(append("acting", "id", "c1", "body", "council", "person", "p2", "from", "5", "to",
	    "9", "reason", "事故", "basis", "accident", "declared_by", "p1", "when", "4",
	    NULL));
	ck_ok(append("tenure", "id", "t2", "office", "secretary", "person", "p2", "title",
	    "秘書", "from", "1", "to", "0", "published", "1", "whose", "p1", "kind", "",
	    "made_by", "p2", NULL));
	ck_ok(append("tenure.void", "id", "t2", "corrects", "1", "reason", "誤り", "made_by",
	    "p2", NULL));
	ck_ok(append("absence.ended", "id", "a1", "to", "8", "person", "p1", NULL));
	ck_ok(append("acting.attempt", "body", "council", "means", "電話", "result", "応答なし",
	    "reached", "0", "person", "p2", "when", "3", NULL));
	ck_ok(append("acting.ended", "id", "c1", "to", "8", "person", "p1", NULL));
	ck_ok(append("acting.read", "id", "c1", "person", "p1", "when", "9", NULL));
	ck_ok(append("rule", "key", "ballot", "value", "unanimous_chair_last", "document",
	    "議長決定第1号", "from", "7", NULL));
}

static void draft(void)
{
	ck_ok(append("circular.draft", "number", "回R8-001", "year", "2026", "ordinal", "1",
	    "title", "規程の改正", "class", "1", "class_reason", "", "text", "本文",
	    "text_sha256", "cc", "reason", "いとまがない", "important", "0", "opinion_record",
	    "", "incident", "", "person", "p2", "when", "10", "asked_deadline", "明日",
	    "deadline", "20", NULL));
	ck_ok(append("circular.document", "number", "回R8-001", "position", "1", "kind", "link",
	    "name", "案", "source", "https://example.jp/", "sha256", "dd", "size", "0", "state",
	    "stored", NULL));
	ck_ok(append("circular.reviewing", "number", "回R8-001", "reviewer", "p1", NULL));
	ck_ok(append(
	    "circular.reviewed", "number", "回R8-001", "person", "p1", "when", "11", NULL));
}

static void ballot(void)
{
	ck_ok(append("circular.open", "number", "回R8-001", "round", "1", "when", "12",
	    "deadline", "20", "minimum", "0", "rule", "unanimous_chair_last", "rule_source",
	    "既定値", "rule_entry", "0", "charter_version", "2024", "person", "p1", NULL));
	ck_ok(append("circular.seat", "number", "回R8-001", "round", "1", "seat", "chair",
	    "role", "chair", "title", "総務企画局長", "position", "1", "person", "p1", NULL));
	ck_ok(append("mark", "number", "回R8-001", "round", "1", "posting", "1", "workspace",
	    "slack", "account", "U1", "mark", "approve", "person", "p1", "posting_kind",
	    "circular.card", "from", "13", "when", "13", NULL));
	ck_ok(append("mark.removed_by_other", "number", "回R8-001", "round", "1", "posting",
	    "1", "workspace", "slack", "account", "U1", "mark", "approve", "person", "p1",
	    "actor", "U9", "note", "approve(操作:U9)", "when", "13", NULL));
	ck_assert_int_eq(
	    number_of(store->db, "SELECT count(*) FROM mark WHERE off_by = 'U9' AND "
	                         "off_ms = 13"),
	    1);
	ck_ok(append("circular.unchecked", "number", "回R8-001", "workspace", "slack", "since",
	    "11", "person", "p1", "capacity", "議長", "note", "slack", "when", "14", NULL));
	ck_ok(append(
	    "seen", "number", "回R8-001", "round", "1", "person", "p2", "when", "13", NULL));
	ck_ok(append("seal", "number", "回R8-001", "round", "1", "seat", "chair", "person",
	    "p1", "capacity", "議長", "title", "総務企画局長", "answer", "approve",
	    "provisional", "0", "when", "13", NULL));
	ck_ok(append("opinion", "number", "回R8-001", "round", "1", "person", "p2", "text",
	    "異議なし", "when", "14", NULL));
	ck_ok(
	    append("resolution", "year", "2026", "ordinal", "1", "resolution", "令和8年度第1号",
	        "route", "6", "class", "1", "title", "規程の改正", "number", "回R8-001",
	        "text_sha256", "cc", "charter_version", "2024", "rule", "unanimous_chair_last",
	        "rule_source", "既定値", "tally", "1/1", "when", "15", NULL));
	ck_ok(append("circular.closed", "number", "回R8-001", "when", "15", "outcome",
	    "approved", "person", "p1", "resolution", "令和8年度第1号", NULL));
}

static void paper(void)
{
	ck_ok(append("paper.route", "number", "回R8-001", "seat", "m1", "member", "p2",
	    "person", "p1", "capacity", "庶務", "note", "委員1", "when", "11", NULL));
	ck_ok(append("paper.entered", "number", "回R8-001", "ordinal", "1", "round", "1",
	    "state", "collecting", "seat", "m1", "member", "p2", "answer", "approve", "reason",
	    "", "means", "paper", "received", "12", "caller", "", "callee", "", "name",
	    "写し.pdf", "source", "F2", "size", "9", "person", "p1", "capacity", "庶務", "note",
	    "承認", "when", "12", NULL));
	ck_ok(append("paper.stored", "number", "紙回R8-001", "version", "1", "position", "1",
	    "sha256", "ii", "size", "9", "state", "stored", "note", "", NULL));
	ck_ok(append("paper.confirmed", "number", "回R8-001", "ordinal", "1", "person", "p1",
	    "capacity", "議長", "note", "承認", "when", "13", NULL));
	ck_ok(append("seal", "number", "回R8-001", "round", "1", "seat", "m1", "person", "p2",
	    "capacity", "委員", "title", "課長", "answer", "approve", "provisional", "0",
	    "reason", "", "means", "paper", "entered_by", "p1", "confirmed_by", "p1", "when",
	    "13", NULL));
	ck_assert_int_eq(
	    number_of(store->db, "SELECT count(*) FROM seal s JOIN paper p USING (circular, "
	                         "seat, person, means) WHERE p.state = 'standing' AND "
	                         "p.sha256 = 'ii'"),
	    1);
}

static void inquiry(void)
{
	ck_ok(append("inquiry.draft", "number", "照R8-001", "year", "2026", "ordinal", "1",
	    "kind", "inquiry", "body", "committee", "item", "", "title", "改正案", "text",
	    "本文", "text_sha256", "jj", "deadline", "30", "person", "p2", "capacity", "庶務",
	    "when", "16", NULL));
	ck_ok(append("inquiry.person", "number", "照R8-001", "position", "1", "person", "p1",
	    "title", "総務企画局長", NULL));
	ck_ok(append("inquiry.document", "number", "照R8-001", "position", "1", "kind", "file",
	    "name", "案.pdf", "source", "F3", "sha256", "", "size", "9", "state", "waiting",
	    NULL));
	ck_ok(append("inquiry.open", "number", "照R8-001", "when", "17", NULL));
	ck_ok(append("inquiry.answer", "number", "照R8-001", "person", "p1", "text", "異存なし",
	    "late", "0", "when", "18", NULL));
	ck_ok(append("inquiry.closed", "number", "照R8-001", "person", "p2", "capacity", "庶務",
	    "when", "19", NULL));
}

static void incident(void)
{
	ck_ok(append("incident.report", "number", "事R8-001", "year", "2026", "ordinal", "1",
	    "ongoing", "unknown", "medium", "paper", "work", "health", "harm", "leak", "seen",
	    "yes", "recovered", "no", "text", "誤送付", "department", "健康福祉局", "head", "",
	    "phone", "1234", "person", "p2", "workspace", "1", "account", "U2", "noticed", "15",
	    "when", "16", NULL));
	ck_ok(append("incident.facts", "number", "事R8-001", "version", "1", "facts",
	    "sensitive=yes\n", "known", "15", "clocks_sha256", "kk", "person", "p2", "when",
	    "16", NULL));
	ck_ok(
	    append("incident.paged", "number", "事R8-001", "person", "p2", "when", "17", NULL));
	ck_ok(append("alert.raised", "number", "事R8-001", "source", "監視", "fingerprint",
	    "f1", "title", "CPU", "count", "2", "when", "17", NULL));
	ck_ok(append("alert.again", "number", "事R8-001", "source", "監視", "fingerprint", "f1",
	    "title", "CPU", "count", "3", "when", "18", NULL));
	ck_assert_int_eq(number_of(store->db, "SELECT count FROM alert_group"), 5);
	ck_ok(append("alert.resolved", "number", "事R8-001", "source", "監視", "fingerprint",
	    "f1", "title", "CPU", "count", "1", "when", "19", NULL));
	ck_ok(append("incident.received", "number", "事R8-001", "person", "p2", "capacity",
	    "庶務", "when", "17", NULL));
	ck_ok(append("incident.recognised", "number", "事R8-001", "severity", "3", "ongoing",
	    "no", "person", "p2", "capacity", "庶務", "when", "18", NULL));
	ck_ok(append("incident.told", "number", "事R8-001", "person", "p1", "office", "chair",
	    "why", "recognised", "when", "18", NULL));
	ck_ok(append("incident.acknowledged", "number", "事R8-001", "person", "p1", "means",
	    "button", "when", "19", NULL));
	ck_ok(append("page.asked", "number", "事R8-001", "person", "p1", "office", "chair", "why",
	    "level", "when", "18", NULL));
	ck_ok(append("page.again", "number", "事R8-001", "person", "p1", "when", "18", NULL));
	ck_ok(append("page.call", "number", "事R8-001", "member", "p1", "result", "voicemail",
	    "called", "18", "caller", "星野", "person", "p2", "when", "18", NULL));
	ck_ok(append("page.reached", "number", "事R8-001", "member", "p1", "called", "19", "caller",
	    "星野", "person", "p2", "when", "19", NULL));
	ck_ok(append("ciso.drafted", "number", "事R8-001", "ordinal", "1", "known", "3台",
	    "done", "切離し", "asked", "", "next", "20", "sha256", "cc", "person", "p2",
	    "capacity", "庶務", "when", "19", NULL));
	ck_ok(append("ciso.sent", "number", "事R8-001", "ordinal", "1", "person", "p2",
	    "capacity", "庶務", "when", "19", NULL));
	ck_ok(append("ciso.to", "number", "事R8-001", "ordinal", "1", "person", "p1", "office",
	    "ciso", "when", "19", NULL));
	ck_ok(append("ciso.received", "number", "事R8-001", "ordinal", "1", "person", "p1",
	    "office", "ciso", "received", "20", "means", "button", "when", "20", NULL));
	ck_ok(append("incident.ruling", "number", "事R8-001", "filing", "ppc-appi-flash",
	    "version", "1", "reason", "encrypted", "text", "", "person", "p1", "capacity",
	    "委員3", "when", "20", NULL));
	ck_ok(append("incident.filed", "number", "事R8-001", "filing", "ppc-appi-flash", "sent",
	    "21", "means", "Web", "counterpart", "", "receipt", "9", "person", "p2", "capacity",
	    "庶務", "when", "21", NULL));
	ck_ok(append("incident.closed", "number", "事R8-001", "severity", "1", "reportable",
	    "0", "cause_kind", "address", "cause", "宛名の取違え", "prevention", "二人で確認",
	    "summary", "回収した", "reason", "", "item", "", "person", "p2", "capacity", "庶務",
	    "when", "22", NULL));
	ck_ok(append("incident.listed", "number", "事R8-001", "meeting", "招R8-001", "when",
	    "23", NULL));
	ck_ok(append("incident.reopened", "number", "事R8-001", "note", "別の宛先", "person",
	    "p2", "capacity", "庶務", "when", "24", NULL));
}

static void item(void)
{
	ck_ok(append("item.draft", "number", "審R8-001", "year", "2026", "ordinal", "1",
	    "title", "基準の改正", "class", "3", "class_reason", "", "text", "本文",
	    "text_sha256", "ee", "incident", "", "person", "p2", "capacity", "庶務",
	    "charter_version", "2024", "when", "16", NULL));
	ck_ok(append("item.document", "number", "審R8-001", "position", "1", "kind", "file",
	    "name", "案.pdf", "source", "F1", "sha256", "", "size", "9", "state", "waiting",
	    NULL));
	ck_ok(append("item.stored", "number", "審R8-001", "version", "1", "position", "1",
	    "sha256", "ff", "size", "9", "state", "stored", "note", "", NULL));
	ck_ok(append("item.flag", "number", "審R8-001", "important", "1", "provisional", "0",
	    "person", "p1", "capacity", "議長", "note", "", "rule", "chief_provisional",
	    "rule_source", "既定値", "when", "17", NULL));
	ck_ok(
	    append("resolution.rule", "resolution", "令和8年度第1号", "key", "circulation_rule",
	        "value", "unanimous_chair_last", "source", "既定値", "rule_entry", "0", NULL));
	ck_ok(append("resolution.reported", "resolution", "令和8年度第1号", "meeting",
	    "招R8-001", "when", "30", NULL));
}

static void report(void)
{
	ck_ok(append("report.held", "number", "報R8-001", "year", "2026", "ordinal", "1",
	    "session", "第6回", "place", "", "meeting", "", "incident", "", "held", "18", "due",
	    "28", "due_rule", "5", "due_source", "既定値", "person", "p2", "capacity", "庶務",
	    "charter_version", "2024", "when", "19", NULL));
	ck_ok(
	    append("item.way", "number", "審R8-001", "matter", "報R8-001", "when", "19", NULL));
	ck_ok(append("report.line", "number", "報R8-001", "position", "1", "item", "審R8-001",
	    "item_version", "1", "title", "基準の改正", "class", "3", "item_sha256", "ee",
	    "important", "1", "result", "as_is", "amendment", "", "dissent", "", "opinion",
	    "適当", "sha256", "gg", NULL));
	ck_ok(append("report.handed_in", "number", "報R8-001", "person", "p2", "sha256", "hh",
	    "when", "20", NULL));
	ck_ok(
	    append("report.version", "number", "報R8-001", "person", "p2", "when", "21", NULL));
	ck_ok(append("report.made", "number", "報R8-001", "person", "p2", "capacity", "幹事長",
	    "when", "22", NULL));
	ck_ok(append("report.answer", "number", "報R8-001", "position", "1", "answer",
	    "referred", "same_person", "0", "when", "22", NULL));
	ck_ok(append("item.came", "number", "審R8-001", "matter", "報R8-001", "outcome",
	    "referred", "state", "waiting", "opinion_record", "報R8-001", "when", "22", NULL));
	ck_ok(append("report.closed", "number", "報R8-001", "when", "22", NULL));
}

static void ruling(void)
{
	ck_ok(append("ruling.draft", "number", "規R8-001", "year", "2026", "ordinal", "1",
	    "body", "council", "whole", "0", "document", "議長決定第1号", "from", "25",
	    "reason", "実情に合わせるため", "sha256", "kk", "file_sha256", "", "person", "p2",
	    "charter_version", "2024", "when", "23", NULL));
	ck_ok(append("ruling.clause", "number", "規R8-001", "position", "1", "key",
	    "circulation_minimum_minutes", "value", "30", "text", "30分", NULL));
	ck_ok(append("ruling.reviewing", "number", "規R8-001", "reviewer", "p1", NULL));
	ck_ok(append("ruling.reviewed", "number", "規R8-001", "person", "p1", "capacity",
	    "庶務", "when", "23", NULL));
	ck_ok(append("ruling.determined", "number", "規R8-001", "document", "議長決定第1号",
	    "from", "25", "person", "p1", "capacity", "議長", "when", "24", NULL));
	ck_ok(append("rule", "key", "circulation_minimum_minutes", "value", "30", "document",
	    "議長決定第1号", "from", "25", "ruling", "規R8-001", "person", "p1", "capacity",
	    "議長", NULL));
}

static void convening(void)
{
	ck_ok(append("meeting.draft", "number", "招R8-001", "year", "2026", "ordinal", "1",
	    "body", "council", "place", "第2会議室", "link", "", "starts", "40", "ends", "50",
	    "reply_by", "35", "purpose", "", "incident", "", "short_reason", "", "person", "p2",
	    "charter_version", "2024", "when", "30", NULL));
	ck_ok(append("meeting.item", "number", "招R8-001", "position", "1", "kind", "item",
	    "item", "審R8-001", "item_version", "1", "title", "基準の改正", "class", "3",
	    "important", "1", "opinion_record", "報R8-001", "item_sha256", "ee", NULL));
	ck_ok(append("meeting.guest", "number", "招R8-001", "ordinal", "1", "position", "1",
	    "name", "専門 一郎", "affiliation", "大学", "purpose", "意見", "workspace", "",
	    "account", "", NULL));
	ck_ok(append("meeting.reviewing", "number", "招R8-001", "reviewer", "p1", NULL));
	ck_ok(append("meeting.ready", "number", "招R8-001", "person", "p1", "capacity", "庶務",
	    "when", "31", NULL));
	ck_ok(append("meeting.convened", "number", "招R8-001", "session", "3", "session_year",
	    "2026", "person", "p1", "capacity", "議長", "notice_rule", "5", "notice_source",
	    "既定値", "quorum_rule", "majority", "quorum_source", "既定値", "proxy_rule",
	    "no_vote", "proxy_source", "既定値", "charter_version", "2024", "when", "32",
	    NULL));
	ck_ok(append("meeting.request", "body", "council", "person", "p1", "capacity", "委員",
	    "items", "審R8-001", "reason", "急ぐため", "when", "29", NULL));
	ck_ok(append("meeting.change.asked", "number", "招R8-001", "kind", "change", "state",
	    "ready", "place", "第3会議室", "link", "", "starts", "40", "ends", "50", "reply_by",
	    "35", "reason", "会議室の都合", "person", "p2", "when", "32", NULL));
	ck_ok(append("meeting.reply", "number", "招R8-001", "member", "p1", "answer", "attend",
	    "person", "p2", "capacity", "庶務", "when", "33", NULL));
}

static void held(void)
{
	ck_ok(append("meeting.held", "number", "招R8-009", "year", "2026", "ordinal", "9",
	    "body", "committee", "session", "9", "session_year", "2026", "place", "第2会議室",
	    "starts", "40", "ends", "50", "quorum_rule", "majority", "quorum_source", "既定値",
	    "proxy_rule", "no_vote", "proxy_source", "既定値", "charter_version", "2024",
	    "presider", "p1", "presider_capacity", "幹事長", "person", "p2", "capacity", "庶務",
	    "when", "60", NULL));
}

static void meeting(void)
{
	held();
	convening();
	ck_ok(append("meeting.opened", "number", "招R8-001", "presider", "p1",
	    "presider_capacity", "議長", "person", "p2", "capacity", "庶務", "when", "40",
	    NULL));
	ck_ok(append("meeting.attendance", "number", "招R8-001", "seat", "chair", "role",
	    "chair", "title", "総務企画局長", "place", "1", "member", "p1", "name", "架空 花子",
	    "state", "present", "when", "40", NULL));
	ck_ok(append("meeting.guest.time", "number", "招R8-001", "ordinal", "1", "in", "41",
	    "out", "42", NULL));
	ck_ok(append("meeting.vote", "number", "招R8-001", "position", "1", "member", "p1",
	    "title", "総務企画局長", "answer", "for", "person", "p2", "when", "43", NULL));
	ck_ok(append("meeting.result", "number", "招R8-001", "position", "1", "result",
	    "continued", "person", "p2", "capacity", "庶務", "when", "44", NULL));
	ck_ok(append("action.new", "number", "宿R8-001", "year", "2026", "ordinal", "1",
	    "matter", "招R8-001", "position", "1", "text", "影響を調べる", "owner", "p2", "due",
	    "60", "person", "p2", "when", "45", NULL));
	ck_ok(append("action.changed", "number", "宿R8-001", "owner_name", "庶務課", "due",
	    "70", "person", "p2", "when", "45", NULL));
	ck_ok(append("meeting.line", "number", "招R8-001", "position", "1", "kind", "action",
	    "text", "影響を調べる", "action", "宿R8-001", "person", "p2", "source", "command",
	    "when", "45", NULL));
	ck_ok(append("meeting.closed", "number", "招R8-001", "person", "p2", "capacity", "庶務",
	    "when", "50", NULL));
	ck_ok(append("meeting.minutes", "number", "招R8-001", "version", "1", "upto", "1",
	    "sha256", "mm", "person", "p2", "when", "50", NULL));
	ck_ok(append("meeting.comment", "number", "招R8-001", "version", "1", "person", "p1",
	    "text", "3行目", "when", "51", NULL));
	ck_ok(append("meeting.confirmed", "number", "招R8-001", "version", "1", "person", "p1",
	    "capacity", "議長", "when", "52", NULL));
}

static void poll_of_days(void)
{
	ck_ok(append("poll.draft", "number", "日R8-001", "year", "2026", "ordinal", "1", "body",
	    "council", "title", "第4回", "items", "審R8-001", "reply_by", "60", "person", "p2",
	    "when", "55", NULL));
	ck_ok(append("poll.candidate", "number", "日R8-001", "position", "1", "starts", "70",
	    "ends", "80", NULL));
	ck_ok(append("poll.opened", "number", "日R8-001", "person", "p1", "when", "56", NULL));
	ck_ok(append("poll.answer", "number", "日R8-001", "position", "1", "member", "p1",
	    "answer", "yes", "person", "p1", "when", "57", NULL));
	ck_ok(append("poll.chosen", "number", "日R8-001", "position", "1", NULL));
}

static void check_tables(const char *const *tables)
{
	for (; *tables != NULL; tables++) {
		char sql[160];

		(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", *tables);
		ck_assert_msg(
		    number_of(store->db, sql) > 0, "%s stays empty: see story.c", *tables);
	}
}

void story_tell(void)
{
	int64_t seq;

	ck_ok(tx_begin(store));
	people();
	draft();
	ck_ok(ledger_sign(store, at(1)));
	ballot();
	paper();
	inquiry();
	incident();
	ruling();
	item();
	report();
	meeting();
	poll_of_days();
	ck_ok(append("opinion", "number", "回R8-001", "round", "1", "person", "p2", "text",
	    "住民の電話番号", "when", "14", NULL));
	ck_ok(ledger_sign(store, at(2)));
	seq = number_of(store->db, "SELECT max(entry) FROM opinion");
	ck_ok(ledger_dispose(store, &(struct ledger_disposal){
	                                .seq = seq,
	                                .name = "text",
	                                .reason = "誤記載",
	                                .ordered_by = "p1",
	                                .cause = "inbox:2",
	                                .at = at(3),
	                            }));
	/* A resident's name in a report goes, the report stays. */
	seq = number_of(store->db, "SELECT min(entry) FROM incident_step");
	ck_ok(ledger_dispose(store, &(struct ledger_disposal){
	                                .seq = seq,
	                                .name = "text",
	                                .reason = "住民の氏名",
	                                .ordered_by = "p1",
	                                .cause = "inbox:3",
	                                .at = at(4),
	                            }));
	ck_assert_int_eq(number_of(store->db,
	                     "SELECT count(*) FROM incident WHERE text NOT LIKE '%誤送付%' AND "
	                     "department = '健康福祉局'"),
	    1);
	ck_ok(tx_commit(store));
	check_tables(apply_tables);
	check_tables(apply_engine_tables);
}
