/*
 * The table of rules. A key is never given a new meaning: values stand in ledgers. The
 * charter's defaults must have every key, so that no rule is ever without a value that names
 * itself as a default.
 */
#include "config/rule.h"

#include <string.h>

#include "config/nearest.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): the arguments are initialisers */
#define WORKING_DAYS                                                                           \
	{                                                                                      \
		"執務日", "working days"                                                       \
	}
#define HOURS                                                                                  \
	{                                                                                      \
		"時間", "hours"                                                                \
	}
#define MINUTES                                                                                \
	{                                                                                      \
		"分", "minutes"                                                                \
	}
#define YEARS                                                                                  \
	{                                                                                      \
		"年", "years"                                                                  \
	}
#define VOTES                                                                                  \
	{                                                                                      \
		"票", "votes"                                                                  \
	}

#define NUMBER(name, low, high, of, ja_text, en_text)                                          \
	{                                                                                      \
		.key = #name, .type = RULE_NUMBER, .min = (low), .max = (high), .unit = of,    \
		.choices = "", .subject = {                                                    \
			ja_text,                                                               \
			en_text                                                                \
		}                                                                              \
	}
#define CHOICE(name, words, ja_text, en_text, ja_labels, en_labels)                            \
	{                                                                                      \
		.key = #name, .type = RULE_CHOICE, .choices = words, .unit = { "", "" },       \
		.labels = { ja_labels, en_labels }, .subject = {                               \
			ja_text,                                                               \
			en_text                                                                \
		}                                                                              \
	}
#define CLOCK(name, ja_text, en_text)                                                          \
	{                                                                                      \
		.key = #name, .type = RULE_CLOCK, .choices = "", .unit = { "", "" },           \
		.subject = {                                                                   \
			ja_text,                                                               \
			en_text                                                                \
		}                                                                              \
	}

/* NOLINTEND(bugprone-macro-parentheses) */

/* clang-format off */
static const struct rule_info rules[] = {
	CHOICE(circulation_rule,
	    "unanimous_chair_last majority_chair_last chair_decides_after_all_seen",
	    "持ち回りの議決の要件", "when a circulation is resolved",
	    "全員の承認(議長は最後)|過半数の承認(議長は最後)|全員の確認後に議長が決定",
	    "all approve, the chair last|a majority, the chair last|the chair when all have seen it"),
	NUMBER(circulation_deadline_days, 0, 30, WORKING_DAYS,
	    "持ち回りの期限", "deadline of a circulation"),
	NUMBER(circulation_deadline_incident_hours, 1, 72, HOURS,
	    "事故対応中の持ち回りの期限", "deadline of a circulation in an incident"),
	NUMBER(circulation_minimum_minutes, 0, 1440, MINUTES,
	    "持ち回りの最短の審議時間", "shortest time that a circulation stays open"),
	NUMBER(circulation_minimum_incident_minutes, 0, 1440, MINUTES,
	    "事故対応中の最短の審議時間", "the same in an incident"),
	NUMBER(network_away_minutes, 5, 1440, MINUTES,
	    "連絡網の一方につながらないときの終了", "ending while one network does not answer"),
	CHOICE(review, "on off", "庶務内確認", "review within the secretariat",
	    "行う|行わない",
	    "yes|no"),
	CHOICE(hold_action, "pause continue",
	    "否認・会議希望があったときの取扱い", "what an objection does",
	    "見合わせる|続ける",
	    "wait for the chair|go on"),
	CHOICE(deemed_consent, "off on", "期限経過による承認の擬制", "silence as consent",
	    "みなさない|みなす",
	    "no|yes"),
	CHOICE(kouetsu, "allowed_not_counted not_allowed", "後閲", "reading afterwards",
	    "認める(算入しない)|認めない",
	    "allowed, not counted|not allowed"),
	NUMBER(dual_post_votes, 1, 2, VOTES, "兼務者の票数", "votes of a holder of two posts"),
	CHOICE(acting_chair_own_report, "refuse allow_with_kouetsu allow",
	    "職務代理者自身の報告の承認", "an acting chair approving his own report",
	    "承認しない|後閲を条件に認める|認める",
	    "refused|with later reading|allowed"),
	NUMBER(chair_unreachable_minutes, 5, 1440, MINUTES,
	    "議長に連絡が付かないときの職務代理", "when an unreachable chair is deputised for"),
	CHOICE(second_deputy, "none by_document",
	    "議長・副議長とも事故のときの代理", "a deputy beyond the vice-chair",
	    "定めない|文書で定める",
	    "none|by document"),
	CHOICE(vacancy_as_accident, "incident_only never always",
	    "議長が欠けたときの職務代理", "a vacant chair and deputising",
	    "事故対応に限る|準じない|常に準じる",
	    "in incidents|never|always"),
	CHOICE(acting_chair_as_committee_accident, "off on",
	    "議長職務代理中の幹事長の取扱い", "whether an acting chair is absent from the committee",
	    "事故としない|事故とする",
	    "no|yes"),
	NUMBER(notice_days, 0, 30, WORKING_DAYS, "会議の招集の通知", "notice of a meeting"),
	NUMBER(notice_incident_days, 0, 30, WORKING_DAYS,
	    "事故対応時の招集の通知", "notice of a meeting in an incident"),
	CHOICE(quorum, "majority two_thirds all none", "定足数", "quorum",
	    "過半数|3分の2以上|全員|定めない",
	    "more than half|two thirds|all|none"),
	CHOICE(decision, "majority_present majority_all two_thirds_present unanimous_present",
	    "会議の表決", "majority in a meeting",
	    "出席者の過半数|構成員の過半数|出席者の3分の2以上|出席者全員",
	    "majority of those present|majority of all|two thirds of those present|all present"),
	CHOICE(decision_method, "no_objection recorded_vote",
	    "会議の採決の方法", "how a meeting votes",
	    "異議の有無|賛否の記録",
	    "no objection|recorded vote"),
	CHOICE(tie, "presider rejected", "可否同数", "a tie",
	    "主宰者が決する|否決",
	    "the presider decides|rejected"),
	CHOICE(presider_votes, "tie_only always never", "主宰者の表決", "whether the presider votes",
	    "可否同数のときのみ|加わる|加わらない",
	    "ties only|always|never"),
	CHOICE(proxy_attendance, "no_vote vote not_allowed", "代理出席", "attendance by proxy",
	    "表決なし|表決あり|認めない",
	    "no vote|vote|not allowed"),
	CHOICE(online_meeting, "allowed not_allowed", "オンラインによる出席", "attendance online",
	    "認める|認めない",
	    "allowed|not allowed"),
	CHOICE(recusal, "none by_presider", "除斥", "leaving for conflicts of interest",
	    "定めない|主宰者による",
	    "none|by the presider"),
	NUMBER(minutes_days, 1, 90, WORKING_DAYS, "議事録の作成", "time for the minutes"),
	NUMBER(meeting_open_hours, 1, 24, HOURS,
	    "閉会の記録がない会議の確認", "when a meeting left open is asked about"),
	NUMBER(meeting_suspend_minutes, 5, 240, MINUTES,
	    "閉会の記録がない会議を休憩とするまで", "until a meeting left open is suspended"),
	CHOICE(minutes_style, "summary verbatim", "議事録の様式", "style of the minutes",
	    "要点筆記|全文",
	    "summary|verbatim"),
	NUMBER(report_days, 0, 30, WORKING_DAYS,
	    "幹事会の結果の報告", "time for the committee's report"),
	NUMBER(report_incident_days, 0, 30, WORKING_DAYS,
	    "事故に関する幹事会の結果の報告", "the same in an incident; 0: the same day"),
	CHOICE(especially_important_by, "chair chief_provisional",
	    "特に重要な事案の指定", "who marks a matter as especially important",
	    "議長|幹事長が仮に指定",
	    "the chair|provisionally by the committee's chair"),
	NUMBER(result_notice_days, 0, 10, WORKING_DAYS,
	    "議決の結果の通知", "time for the notice of a resolution"),
	CHOICE(public_release, "closed partial open", "記録の公開", "release of records",
	    "非公開|一部公開|公開",
	    "closed|in part|open"),
	NUMBER(retention_years, 1, 30, YEARS, "記録の保存", "how long records are kept"),
	CLOCK(reminder_hour, "督促の時刻", "hour of reminders"),
	NUMBER(reminder_from_day, 1, 10, WORKING_DAYS,
	    "督促を始める日", "day from which reminders are sent"),
	NUMBER(reminder_before_hours, 0, 48, HOURS,
	    "期限前の督促", "last reminder before the deadline"),
	NUMBER(reminder_after_start_minutes, 0, 1440, MINUTES,
	    "開始直後に督促しない時間", "no reminder straight after the start"),
	CLOCK(quiet_from, "連絡を控える時間の始まり", "start of the quiet hours"),
	CLOCK(quiet_to, "連絡を控える時間の終わり", "end of the quiet hours"),
	NUMBER(command_confirm_hours, 1, 720, HOURS,
	    "遅れて届いた指示の確認", "when a late command is asked about"),
	CLOCK(day_end, "「本日中」の時刻", "the end of a day"),
	NUMBER(ack_minutes, 1, 240, MINUTES,
	    "事故の連絡の受領を確かめる時間", "time to acknowledge an incident"),
	NUMBER(ack_escalate_minutes, 1, 480, MINUTES,
	    "次の連絡先への連絡", "time until the next person is told"),
	NUMBER(ack_final_minutes, 1, 960, MINUTES,
	    "最終の連絡先への連絡", "time until the last person is told"),
	NUMBER(ack_ongoing_minutes, 1, 240, MINUTES, "進行中の事故の受領を確かめる時間",
	    "time to acknowledge an ongoing incident; the later steps in proportion"),
	NUMBER(intake_minutes, 1, 480, MINUTES, "事故報告の受付", "time to take up a report"),
	NUMBER(intake_ongoing_minutes, 1, 240, MINUTES,
	    "進行中の事故報告の受付", "time to take up a report of an ongoing incident"),
	NUMBER(internal_lead_days, 0, 10, WORKING_DAYS,
	    "法定期限前の庁内の期限", "internal deadline before a legal one"),
};
/* clang-format on */

size_t rule_count(void)
{
	return sizeof(rules) / sizeof(rules[0]);
}

const struct rule_info *rule_at(size_t index)
{
	KG_ASSERT(index < rule_count());
	return &rules[index];
}

const struct rule_info *rule_find(const char *key)
{
	for (size_t i = 0; i < rule_count(); i++) {
		if (strcmp(rules[i].key, key) == 0) {
			return &rules[i];
		}
	}
	return NULL;
}

const char *rule_nearest(const char *key)
{
	size_t distance = NEAREST_REACH + 1;
	const char *best = NULL;

	for (size_t i = 0; i < rule_count(); i++) {
		nearest_offer(key, rules[i].key, &distance, &best);
	}
	return best;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t size = strlen(value);

	while (*choices != '\0') {
		size_t word = strcspn(choices, " ");

		if (word == size && strncmp(choices, value, size) == 0) {
			return true;
		}
		choices += word + (choices[word] == ' ' ? 1 : 0);
	}
	return false;
}

/* Up to four digits without a leading zero; -1 when it is something else. */
static int parse_number(const char *value)
{
	size_t size = strspn(value, "0123456789");
	int number = 0;

	if (size == 0 || size > 4 || value[size] != '\0' || (value[0] == '0' && size > 1)) {
		return -1;
	}
	for (size_t i = 0; i < size; i++) {
		number = number * 10 + (value[i] - '0');
	}
	return number;
}

/* Minutes since midnight of 9:00, 09:00 or 17:15; -1 when it is something else. */
static int parse_clock(const char *value)
{
	size_t hour = strspn(value, "0123456789");
	size_t minute;
	int minutes = 0;

	if (hour == 0 || hour > 2 || value[hour] != ':') {
		return -1;
	}
	minute = strspn(value + hour + 1, "0123456789");
	if (minute != 2 || value[hour + 1 + minute] != '\0') {
		return -1;
	}
	for (size_t i = 0; i < hour; i++) {
		minutes = minutes * 10 + (value[i] - '0');
	}
	if (minutes > 23 || value[hour + 1] > '5') {
		return -1;
	}
	return minutes * 60 + (value[hour + 1] - '0') * 10 + (value[hour + 2] - '0');
}

/* Which part of a list is this; -1: none. */
static int index_in(const char *list, char parted, const char *part, size_t size)
{
	for (int index = 0; *list != '\0'; index++) {
		const char *end = strchr(list, parted);
		size_t length = end == NULL ? strlen(list) : (size_t)(end - list);

		if (length == size && strncmp(list, part, size) == 0) {
			return index;
		}
		list += length + (end == NULL ? 0 : 1);
	}
	return -1;
}

static void add_part(const char *list, char parted, int index, struct buf *out)
{
	const char *end;

	for (; index > 0 && *list != '\0'; index--) {
		end = strchr(list, parted);
		list = end == NULL ? "" : end + 1;
	}
	end = strchr(list, parted);
	buf_add(out, list, end == NULL ? strlen(list) : (size_t)(end - list));
}

void rule_add_word(
    const struct rule_info *rule, const char *value, enum language language, struct buf *out)
{
	bool japanese = language == LANGUAGE_JA;
	int index = index_in(rule->choices, ' ', value, strlen(value));

	if (rule->type == RULE_CHOICE && index >= 0) {
		add_part(japanese ? rule->labels.ja : rule->labels.en, '|', index, out);
		return;
	}
	buf_puts(out, value);
	if (rule->type == RULE_NUMBER) {
		buf_puts(out, japanese ? "" : " ");
		buf_puts(out, japanese ? rule->unit.ja : rule->unit.en);
	}
}

bool rule_is_committees(const struct rule_info *rule)
{
	static const char *const own[] = { "notice_days", "notice_incident_days", "quorum",
		"decision", "decision_method", "tie", "presider_votes", "proxy_attendance",
		"online_meeting", "recusal", "minutes_days", "minutes_style", "review" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (strcmp(own[i], rule->key) == 0) {
			return true;
		}
	}
	return false;
}

bool rule_accepts(const struct rule_info *rule, const char *value)
{
	int number;

	switch (rule->type) {
	case RULE_CHOICE:
		return *value != '\0' && is_choice(rule->choices, value);
	case RULE_NUMBER:
		number = parse_number(value);
		return number >= rule->min && number <= rule->max;
	case RULE_CLOCK:
		return parse_clock(value) >= 0;
	}
	KG_UNREACHABLE();
}

int rule_number(const struct rule_info *rule, const char *value)
{
	KG_ASSERT(rule->type != RULE_CHOICE && rule_accepts(rule, value));
	return rule->type == RULE_CLOCK ? parse_clock(value) : parse_number(value);
}

void rule_explain(const struct rule_info *rule, enum language language, struct buf *out)
{
	bool japanese = language == LANGUAGE_JA;

	switch (rule->type) {
	case RULE_CHOICE:
		for (const char *at = rule->choices; *at != '\0'; at++) {
			buf_puts(out, *at == ' ' ? (japanese ? "、" : ", ") : "");
			if (*at != ' ') {
				buf_putc(out, *at);
			}
		}
		buf_puts(out, japanese ? " のいずれか" : "");
		return;
	case RULE_NUMBER:
		buf_printf(out,
		    japanese ? "%d から %d までの整数(%s)"
		             : "a whole number from %d to %d (%s)",
		    rule->min, rule->max, japanese ? rule->unit.ja : rule->unit.en);
		return;
	case RULE_CLOCK:
		buf_puts(out, japanese ? "9:00 や 17:15 のような時刻"
		                       : "a time of day like 9:00 or 17:15");
		return;
	}
	KG_UNREACHABLE();
}
