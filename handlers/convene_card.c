/* How the messages about a meeting read, in one language: the notice (sample 1 of the voice),
 * what is asked of reviewer and convener, the list of replies, a guest's own item. */

#include "handlers/convene.h"

#include <string.h>

#include "config/rule.h"
#include "handlers/circulate.h"
#include "handlers/text.h"

const char *convene_rule_word(
    struct act *act, const char *key, const char *value, const char *source, enum language l)
{
	KG_AUTO_BUF struct buf word;
	const struct rule_info *rule = rule_find(key);

	buf_init(&word, 400);
	if (rule != NULL && rule_accepts(rule, value)) {
		rule_add_word(rule, value, l, &word);
	}
	return arena_printf(act->desk->arena, tr(l, "%s(%s)"),
	    word.size == 0 ? value : word.bytes,
	    strcmp(source, "既定値") == 0 ? tr(l, "既定値") : source);
}

/* The head's title and post, as the charter words them. */
static const struct charter_seat *head_seat(struct act *act, const struct meeting *m)
{
	const struct charter_body *body = charter_body(act->desk->charter, m->body);

	for (size_t i = 0; body != NULL && i < body->seat_count; i++) {
		if (body->seats[i].role == ROLE_CHAIR) {
			return &body->seats[i];
		}
	}
	return NULL;
}

static bool is_acting(const struct meeting *m)
{
	return strstr(m->convened_capacity, "職務代理者") != NULL;
}

static const char *head_word(const struct meeting *m, enum language l)
{
	if (meeting_is_committees(m)) {
		return is_acting(m) ? tr(l, "幹事長職務代理者(副幹事長)") : tr(l, "幹事長");
	}
	return is_acting(m) ? tr(l, "議長職務代理者(副議長)") : tr(l, "議長");
}

const char *convene_signature(struct act *act, const struct meeting *m, enum language l)
{
	const struct charter_seat *seat = head_seat(act, m);

	if (is_acting(m) || seat == NULL) {
		return head_word(m, l);
	}
	return arena_printf(
	    act->desk->arena, tr(l, "%s(%s)"), head_word(m, l), card_in(&seat->post, l));
}

const char *convene_counts_word(
    struct act *act, const struct convene_counts *counts, enum language l)
{
	return arena_printf(act->desk->arena,
	    tr(l, "現在数%d・出席%d・欠席%d・未定%d・未回答%d"), counts->seats, counts->attend,
	    counts->absent, counts->unsure, counts->silent);
}

void convene_add_place(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	if (m->place[0] != '\0') {
		card_line(
		    card, LINE_PLAIN, tr(l, "場所:%s"), text_clean(m->place, act->desk->arena));
	}
	if (m->link[0] == '\0') {
		return;
	}
	card_line(card, LINE_PLAIN, "%s",
	    m->place[0] == '\0' ? tr(l, "オンライン:") : tr(l, "(オンライン併用)"));
	card_run(card, RUN_LINK, m->link, m->link);
}

static enum kg_status count_documents(
    struct act *act, const struct meeting *m, int position, int *out)
{
	*out = 0;
	for (size_t i = 0; i < m->item_count; i++) {
		struct item item;

		if (strcmp(m->items[i].kind, "item") != 0 ||
		    (position != 0 && m->items[i].position != position)) {
			continue;
		}
		TRY(item_load(act->desk->store, m->items[i].item, act->desk->arena, &item));
		for (size_t k = 0; k < item.document_count; k++) {
			*out += strcmp(item.documents[k].state, "stored") == 0 ? 1 : 0;
		}
	}
	return KG_OK;
}

static void add_guests(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	bool first = true;

	for (size_t i = 0; i < m->guest_count; i++) {
		const struct meeting_guest *guest = &m->guests[i];
		const struct meeting_item *item = meeting_item_at(m, guest->position);

		if (guest->withdrawn) {
			continue;
		}
		if (first) {
			card_line(card, LINE_PLAIN, "%s",
			    tr(l, "出席を求める者(要綱第3条第3項・議決権なし):"));
			first = false;
		}
		card_line(card, LINE_PLAIN, tr(l, "・%s %s(%s・%s)"), guest->affiliation,
		    guest->name, item == NULL ? "" : meeting_agenda_word(act, item, l),
		    strcmp(guest->purpose, "意見") == 0 ? tr(l, "意見") : tr(l, "説明"));
	}
}

enum kg_status convene_add_notice(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	int documents;

	card_line(card, LINE_PLAIN, tr(l, "日時:%s"), meeting_when_word(act, m, l));
	convene_add_place(act, m, l, card);
	card_line(card, LINE_PLAIN, "%s", tr(l, "議題:"));
	meeting_add_agenda(act, m, 0, l, card);
	add_guests(act, m, l, card);
	TRY(count_documents(act, m, 0, &documents));
	if (documents > 0) {
		card_line(card, LINE_PLAIN, tr(l, "資料:%d件"), documents);
	}
	if (m->short_reason[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "通知の期間を短縮した理由:%s"),
		    text_clean(m->short_reason, act->desk->arena));
	}
	if (m->override_reason[0] != '\0') {
		card_line(card, LINE_PLAIN,
		    tr(l, "幹事会の審議等を経ずに付議する理由(要綱第3条の3第6項):%s"),
		    text_clean(m->override_reason, act->desk->arena));
	}
	return KG_OK;
}

static void add_footer(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	card_line(card, LINE_NOTE, tr(l, "%s・第%d版・%s"), m->number, m->version,
	    card_charter(act, m->charter_version, l));
	if (m->notice_rule[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, "・通知の期間 %s"),
		        convene_rule_word(act, convene_notice_key(m->incident), m->notice_rule,
		            m->notice_source, l)));
	}
}

static const char *notice_title(struct act *act, const struct meeting *m, enum language l)
{
	const char *what = tr(l, "開催");

	if (m->made != NULL) {
		what = strcmp(m->made->kind, "cancel") == 0     ? tr(l, "中止")
		       : strcmp(m->made->kind, "postpone") == 0 ? tr(l, "延期")
		                                                : tr(l, "変更");
	}
	return arena_printf(act->desk->arena, tr(l, "【%s】%s会議の%sについて(通知)"),
	    meeting_body_word(act, m->body, l), meeting_session_word(act, m, l), what);
}

static void add_opening(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	if (m->state == MEETING_CANCELLED) {
		card_line(card, LINE_PLAIN,
		    tr(l,
		        "%sにより、次の会議を中止することとなりました。ご予定いただいておりましたところ、誠に恐れ入ります。"),
		    head_word(m, l));
	} else if (m->made != NULL) {
		card_line(card, LINE_PLAIN,
		    tr(l,
		        "%sにより、次のとおり改められました。お手数ですが、改めてご出欠をお知らせくださいますようお願いいたします。"),
		    head_word(m, l));
	} else {
		card_line(card, LINE_PLAIN,
		    tr(l,
		        "%sの招集により、次のとおり開催します。ご多用のところ恐れ入りますが、ご出席くださいますようお願いいたします。"),
		    head_word(m, l));
	}
	if (m->made != NULL) {
		card_line(card, LINE_PLAIN, tr(l, "理由:%s"),
		    text_clean(m->made->reason, act->desk->arena));
	}
}

static void add_own_reply(struct act *act, const struct meeting *m, const char *person,
    enum language l, struct card *card)
{
	const struct meeting_reply *reply = meeting_reply_of(m, person);

	if (reply == NULL) {
		return;
	}
	card_line(card, LINE_PLAIN, "%s", tr(l, "ご回答:"));
	card_run(card, RUN_BOLD, NULL, meeting_answer_word(reply->answer, l));
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, tr(l, "として記録しました(%s%s)"),
	        dates_chat(reply->at, act->event->now, l, act->desk->arena),
	        strcmp(reply->entered_by, person) == 0 ? "" : tr(l, "・代理入力")));
}

static enum kg_status draw_notice(struct act *act, const struct meeting *m,
    const struct posting *posting, enum language l, struct card *card)
{
	bool channel = strcmp(posting->kind, POST_MEETING_CARD) == 0;
	struct convene_counts counts;

	card_title(card, "%s", notice_title(act, m, l));
	add_opening(act, m, l, card);
	TRY(convene_add_notice(act, m, l, card));
	if (m->state == MEETING_CONVENED) {
		card_line(card, LINE_MARK,
		    tr(l, "%sまでに、出席 ⭕・欠席 ❌・未定 🔺 でご回答ください。"),
		    dates_chat(m->reply_by, act->event->now, l, act->desk->arena));
	}
	if (channel) {
		TRY(convene_count(act, m, &counts));
		card_line(card, LINE_PLAIN, "%s", convene_counts_word(act, &counts, l));
	} else {
		add_own_reply(act, m, posting->person, l, card);
	}
	card_line(card, LINE_PLAIN, "%s", convene_signature(act, m, l));
	if (m->state == MEETING_CONVENED) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※表示中の各1件は案内用で、回答には数えません。"));
	} else {
		card_line(card, LINE_NOTE, tr(l, "現在の状況:%s"), meeting_state_word(m, l));
	}
	add_footer(act, m, l, card);
	return KG_OK;
}

static void draw_reminder(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	card_title(card,
	    tr(l,
	        "【%s】%s会議(%s)の出欠について、ご回答を確認できておりません。お手数ですが、%sまでに ⭕・❌・🔺 のいずれかでお知らせくださいますようお願いいたします。行き違いの場合はご容赦ください。"),
	    meeting_body_word(act, m->body, l), meeting_session_word(act, m, l),
	    meeting_when_word(act, m, l),
	    dates_when_day(m->reply_by, act->event->now, l, act->desk->arena));
	add_footer(act, m, l, card);
}

/* What lawfully stands in the way of one plain ⭕. */
static enum kg_status add_warnings(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	const char *key = convene_notice_key(m->incident);
	struct rule_value rule = desk_rule_of(act, m->body, key, act->event->when);
	struct convene_fault fault;
	struct convene_case c;

	TRY(convene_case_of(act, m, &c, &fault));
	if (c.taken) {
		card_line(card, LINE_NOTE,
		    tr(l,
		        "※%s は、ほかで審議が進んでいるか、起案の後に改められました。差戻しをお願いいたします。"),
		    fault.item);
	}
	if (c.unheard) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※特に重要な事案について、幹事会の審議等がありません(要綱第3条の3第6項)。緊急を要するときは「理由を添えて招集」をご利用ください。"));
	}
	if (c.is_short) {
		card_line(card, LINE_NOTE, tr(l, "※通知の期間が規則(%s)に満たない招集です。"),
		    convene_rule_word(
		        act, key, rule.value, rule.entry == 0 ? "既定値" : rule.document, l));
	}
	return KG_OK;
}

static const char *stamped(struct act *act, const struct meeting *m, struct kg_time stamp)
{
	return arena_printf(act->desk->arena, "%s|%lld", m->number, (long long)stamp.ms);
}

static enum kg_status draw_review(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	card_title(card, tr(l, "%s庶務内確認をお願いいたします。"), meeting_head(act, m, l));
	card_line(card, LINE_PLAIN, tr(l, "会議体:%s"), meeting_body_word(act, m->body, l));
	TRY(convene_add_notice(act, m, l, card));
	card_line(card, LINE_PLAIN, tr(l, "出欠の回答期限:%s"),
	    dates_chat(m->reply_by, act->event->now, l, act->desk->arena));
	if (m->state != MEETING_REVIEW) {
		card_line(card, LINE_PLAIN, "%s", meeting_state_word(m, l));
		return KG_OK;
	}
	TRY(add_warnings(act, m, l, card));
	card_line(card, LINE_NOTE, "%s",
	    meeting_is_committees(m)
	        ? tr(l, "※⭕ を付けるか「確認」を押すと、幹事長へ招集の伺いを送ります。")
	        : tr(l, "※⭕ を付けるか「確認」を押すと、議長へ招集の伺いを送ります。"));
	card_button(
	    card, BUTTON_PRIMARY, "meeting.ok", stamped(act, m, m->drafted), tr(l, "確認"));
	card_button(
	    card, BUTTON_PLAIN, "meeting.back", stamped(act, m, m->drafted), tr(l, "差戻し"));
	return KG_OK;
}

static enum kg_status draw_ask(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	struct convener convener;

	TRY(meeting_convener(act, m->body, act->event->now, &convener));
	card_title(card,
	    meeting_is_committees(m)
	        ? tr(l,
	              "%s%s 次のとおり幹事会を招集してよろしいか、お伺いします(要綱第3条の3第1項)。")
	        : tr(l,
	              "%s%s 次のとおり管理会議を招集してよろしいか、お伺いします(要綱第3条第1項)。"),
	    meeting_head(act, m, l),
	    meeting_is_committees(m)
	        ? convener.acting ? tr(l, "幹事長職務代理者") : tr(l, "幹事長")
	    : convener.acting ? tr(l, "議長職務代理者")
	                      : tr(l, "議長"));
	TRY(convene_add_notice(act, m, l, card));
	card_line(card, LINE_PLAIN, tr(l, "出欠の回答期限:%s"),
	    dates_chat(m->reply_by, act->event->now, l, act->desk->arena));
	if (m->state != MEETING_READY) {
		card_line(card, LINE_PLAIN, "%s", meeting_state_word(m, l));
		return KG_OK;
	}
	TRY(add_warnings(act, m, l, card));
	card_line(card, LINE_NOTE, "%s",
	    m->guest_count > 0
	        ? tr(l,
	              "※⭕ を付けるか「招集する」を押すと、この内容で招集し、上記の方に出席を求めます。")
	        : tr(l, "※⭕ を付けるか「招集する」を押すと、この内容で招集します。"));
	card_button(card, BUTTON_PRIMARY, "meeting.convene", stamped(act, m, m->drafted),
	    tr(l, "招集する"));
	card_button(card, BUTTON_PLAIN, "meeting.convene.reason", stamped(act, m, m->drafted),
	    tr(l, "理由を添えて招集"));
	card_button(card, BUTTON_PLAIN, "meeting.back", stamped(act, m, m->drafted),
	    tr(l, "庶務に戻す"));
	return KG_OK;
}

static const char *change_word(const struct meeting_change *change, enum language l)
{
	if (strcmp(change->kind, "cancel") == 0) {
		return tr(l, "中止");
	}
	return strcmp(change->kind, "postpone") == 0 ? tr(l, "延期") : tr(l, "変更");
}

static void draw_change(
    struct act *act, const struct meeting *m, bool review, enum language l, struct card *card)
{
	const struct meeting_change *change = m->change;

	if (change == NULL || (strcmp(change->state, "review") == 0) != review) {
		card_title(card, tr(l, "%sこの伺いは処理されました(%s)。"),
		    meeting_head(act, m, l), meeting_state_word(m, l));
		return;
	}
	card_title(card,
	    review ? tr(l, "%s%s会議の%sについて、庶務内確認をお願いいたします。")
	           : tr(l, "%s%s会議を次のとおり%sとしてよろしいか、お伺いします。"),
	    meeting_head(act, m, l), meeting_session_word(act, m, l), change_word(change, l));
	card_line(
	    card, LINE_PLAIN, tr(l, "理由:%s"), text_clean(change->reason, act->desk->arena));
	if (strcmp(change->kind, "cancel") != 0) {
		struct meeting after = *m;

		after.starts = change->starts;
		after.ends = change->ends;
		after.place = change->place;
		after.link = change->link;
		card_line(card, LINE_PLAIN, tr(l, "日時:%s → %s"), meeting_when_word(act, m, l),
		    meeting_when_word(act, &after, l));
		convene_add_place(act, &after, l, card);
		card_line(card, LINE_PLAIN, tr(l, "出欠の回答期限:%s"),
		    dates_chat(change->reply_by, act->event->now, l, act->desk->arena));
	}
	card_line(card, LINE_NOTE, "%s",
	    review
	        ? tr(l, "※⭕ を付けるか「確認」を押すと、招集された方へ伺いを送ります。")
	        : tr(l,
	              "※⭕ を付けるか「改める」を押すと、新しい版の通知を皆さまにお送りします。"));
	card_button(card, BUTTON_PRIMARY, review ? "meeting.change.ok" : "meeting.change.make",
	    stamped(act, m, change->at), review ? tr(l, "確認") : tr(l, "改める"));
	card_button(card, BUTTON_PLAIN, "meeting.change.back", stamped(act, m, change->at),
	    tr(l, "差戻し"));
}

static const char *reply_tail(
    struct act *act, const struct meeting_reply *reply, const char *person, enum language l)
{
	const char *tail;

	if (reply == NULL) {
		return "";
	}
	tail = arena_printf(act->desk->arena, tr(l, "(%s%s)"),
	    dates_chat(reply->at, act->event->now, l, act->desk->arena),
	    strcmp(reply->entered_by, person) == 0 ? "" : tr(l, "・代理入力"));
	if (reply->proxy[0] != '\0') {
		tail = arena_printf(act->desk->arena, tr(l, "%s 代理:%s"), tail, reply->proxy);
	}
	return reply->note[0] == '\0'
	           ? tail
	           : arena_printf(act->desk->arena, "%s %s", tail, reply->note);
}

enum kg_status convene_add_seats(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	struct meeting_member *members;
	size_t count;

	TRY(meeting_members(act, m->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		const char *person = members[i].person;
		const struct meeting_reply *reply = meeting_reply_of(m, person);
		const char *word = reply == NULL ? NULL : reply->answer;

		card_line(card, LINE_SEAT, tr(l, "%s:%s"),
		    card_in(members[i].seat->role == ROLE_MEMBER ? &members[i].seat->post
		                                                 : &members[i].seat->title,
		        l),
		    person == NULL     ? tr(l, "欠員")
		    : members[i].again ? tr(l, "(兼務)")
		                       : meeting_answer_word(word, l));
		if (person != NULL && !members[i].again) {
			card_run(card, RUN_TEXT, NULL, reply_tail(act, reply, person, l));
		}
	}
	add_guests(act, m, l, card);
	return KG_OK;
}

static enum kg_status draw_attendance(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	struct convene_counts counts;

	TRY(convene_count(act, m, &counts));
	card_title(card, tr(l, "%s%s会議 出欠一覧(%s)"), meeting_head(act, m, l),
	    meeting_session_word(act, m, l), meeting_when_word(act, m, l));
	card_line(card, LINE_PLAIN, "%s", "");
	card_run(card, RUN_BOLD, NULL, convene_counts_word(act, &counts, l));
	TRY(convene_add_forecast(act, m, l, card));
	TRY(convene_add_seats(act, m, l, card));
	card_line(card, LINE_NOTE, tr(l, "定足数:%s・代理出席:%s・回答期限:%s"),
	    convene_rule_word(act, "quorum", m->quorum_rule, m->quorum_source, l),
	    convene_rule_word(act, "proxy_attendance", m->proxy_rule, m->proxy_source, l),
	    dates_chat(m->reply_by, act->event->now, l, act->desk->arena));
	add_footer(act, m, l, card);
	return KG_OK;
}

/* His item and nothing else of the agenda. */
static enum kg_status draw_guest(
    struct act *act, const struct meeting *m, int ordinal, enum language l, struct card *card)
{
	const struct meeting_guest *guest = NULL;
	int documents;

	for (size_t i = 0; i < m->guest_count; i++) {
		guest = m->guests[i].ordinal == ordinal ? &m->guests[i] : guest;
	}
	if (guest == NULL) {
		return KG_NOT_FOUND;
	}
	card_title(card, tr(l, "【%s】%s会議へのご出席について(依頼)"),
	    meeting_body_word(act, m->body, l), meeting_session_word(act, m, l));
	if (m->state == MEETING_CANCELLED || guest->withdrawn) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        "ご出席をお願いしておりましたが、取りやめとなりました。ご予定いただいておりましたところ、誠に恐れ入ります。"));
		add_footer(act, m, l, card);
		return KG_OK;
	}
	card_line(card, LINE_PLAIN,
	    strcmp(guest->purpose, "意見") == 0
	        ? tr(l,
	              "%s さま 要綱第3条第3項の規定により、次の議題についてご意見を伺いたく、ご出席くださいますようお願いいたします。")
	        : tr(l,
	              "%s さま 要綱第3条第3項の規定により、次の議題についてご説明をいただきたく、ご出席くださいますようお願いいたします。"),
	    guest->name);
	card_line(card, LINE_PLAIN, tr(l, "日時:%s"), meeting_when_word(act, m, l));
	convene_add_place(act, m, l, card);
	card_line(card, LINE_PLAIN, "%s", tr(l, "議題:"));
	meeting_add_agenda(act, m, guest->position, l, card);
	TRY(count_documents(act, m, guest->position, &documents));
	if (documents > 0) {
		card_line(card, LINE_PLAIN, tr(l, "資料:%d件"), documents);
	}
	card_line(card, LINE_PLAIN, "%s", convene_signature(act, m, l));
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※ご出席は上記の議題の間のみとし、表決には加わりません。ご都合がつかない場合は、庶務にお知らせください。"));
	add_footer(act, m, l, card);
	return KG_OK;
}

static void draw_old(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	card_title(card, tr(l, "%sこのカードは以前のものです。最新のカードをご覧ください。"),
	    meeting_head(act, m, l));
}

enum kg_status convene_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out)
{
	const char *kind = posting->kind;
	struct meeting m;

	if (strcmp(kind, POST_MEETING_REMINDER) == 0 && posting->id != 0) {
		return KG_NOT_FOUND; /* said once */
	}
	TRY(meeting_load(act->desk->store, posting->matter, act->desk->arena, &m));
	if (posting->state == POSTING_OLD) {
		draw_old(act, &m, l, out);
		return KG_OK;
	}
	if (strcmp(kind, POST_MEETING_CARD) == 0 || strcmp(kind, POST_MEETING_DM) == 0) {
		return draw_notice(act, &m, posting, l, out);
	}
	if (strcmp(kind, POST_MEETING_REVIEW) == 0) {
		return draw_review(act, &m, l, out);
	}
	if (strcmp(kind, POST_MEETING_ASK) == 0) {
		return draw_ask(act, &m, l, out);
	}
	if (strcmp(kind, POST_MEETING_ATTENDANCE) == 0) {
		return draw_attendance(act, &m, l, out);
	}
	if (strcmp(kind, POST_MEETING_GUEST) == 0) {
		return draw_guest(act, &m, posting->round, l, out);
	}
	if (strcmp(kind, POST_MEETING_REMINDER) == 0) {
		draw_reminder(act, &m, l, out);
		return KG_OK;
	}
	if (strcmp(kind, POST_MEETING_CHANGE) == 0 ||
	    strcmp(kind, POST_MEETING_CHANGE_REVIEW) == 0) {
		draw_change(act, &m, strcmp(kind, POST_MEETING_CHANGE_REVIEW) == 0, l, out);
		return KG_OK;
	}
	return KG_NOT_FOUND;
}
