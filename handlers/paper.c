/*
 * An answer on paper or by telephone, as 庶務 enters it: for a filled seat that has not
 * answered, with its evidence, about a circulation that is open, and never for one's own seat.
 */

#include "handlers/paper.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/documents.h"
#include "handlers/text.h"

#define FILE_LETTER "紙" /* before the number in the handle of the evidence's file */

struct request { /* as typed; "" when left out */
	const char *seat;
	const char *answer;
	const char *means;
	const char *received;
	const char *documents;
	const char *caller;
	const char *callee;
	const char *reason;
};

struct entry { /* understood */
	struct request from;
	struct paper paper;
	struct documents evidence;
};

static bool is_one_of(struct act *act, const char *typed, const char *const *words)
{
	const char *plain = text_title_key(typed, act->desk->arena);

	for (; *words != NULL; words++) {
		if (strcmp(text_title_key(*words, act->desk->arena), plain) == 0) {
			return true;
		}
	}
	return false;
}

#define IS(typed, ...) is_one_of(act, typed, (const char *const[]){ __VA_ARGS__, NULL })

/* A seat of the council as people type it: its post, 副議長, 委員3, the charter file's name. */
static const char *seat_named(struct act *act, const char *typed)
{
	const struct charter_body *council = charter_body(act->desk->charter, "council");
	int member = 0;

	for (size_t i = 0; i < council->seat_count; i++) {
		const struct charter_seat *s = &council->seats[i];
		const char *numbered = s->role == ROLE_MEMBER
		                           ? arena_printf(act->desk->arena, "委員%d", ++member)
		                           : s->title.ja;

		if (IS(typed, s->id, s->post.ja, numbered,
		        card_seat_name(act, s->id, act->language))) {
			return s->id;
		}
	}
	return NULL;
}

static bool has_seat(const struct matter *m, const char *seat)
{
	for (size_t i = 0; i < m->c.seat_count; i++) {
		if (strcmp(m->c.seats[i].seat, seat) == 0) {
			return true;
		}
	}
	return false;
}

static void check_answer(struct act *act, struct entry *e)
{
	const char *typed = e->from.answer;
	enum language l = act->language;

	if (IS(typed, "承認", "⭕", "approve")) {
		e->paper.answer = "approve";
	} else if (IS(typed, "否認", "❌", "reject")) {
		e->paper.answer = "reject";
	} else if (IS(typed, "会議の開催を希望", "会議希望", "🙋", "meeting")) {
		e->paper.answer = "meeting";
	} else {
		desk_fault(act, "answer",
		    tr(l, "回答は、承認・否認・会議の開催を希望 のいずれかでご記入ください。"));
		return;
	}
	if (strcmp(e->paper.answer, "approve") != 0 && text_is_blank(e->from.reason)) {
		desk_fault(act, "reason",
		    tr(l, "否認・会議の開催を希望の回答には、ご本人の理由をご記入ください。"));
	} else if (!text_fits(e->from.reason, TEXT_REASON_MAX)) {
		desk_fault(act, "reason", tr(l, "理由は1,000字以内でお願いいたします。"));
	}
}

/* On paper: the file itself, which kaigi keeps. A call: who spoke to whom. */
static enum kg_status check_evidence(struct act *act, struct entry *e)
{
	enum language l = act->language;
	bool is_paper = IS(e->from.means, "書面", "紙", "paper");

	e->paper.means = is_paper ? "paper" : "telephone";
	if (!is_paper && !IS(e->from.means, "電話", "telephone", "phone")) {
		desk_fault(act, "means", tr(l, "方法は、書面か電話でご記入ください。"));
		return KG_OK;
	}
	TRY(documents_check(act, e->from.documents, &e->evidence));
	for (size_t i = 0; i < e->evidence.count; i++) {
		if (!e->evidence.list[i].waiting || e->evidence.count > 1) {
			desk_fault(act, "documents",
			    tr(l, "証拠は、控えを取れるファイル1件でお願いいたします。"));
			return KG_OK;
		}
	}
	if (is_paper && e->evidence.count == 0) {
		desk_fault(act, "documents",
		    tr(l,
		        "書面の写しのファイルを証拠として添えてください(この場所に投稿し、資料=直前)。"));
	}
	if (!is_paper && (text_is_blank(e->from.caller) || text_is_blank(e->from.callee))) {
		desk_fault(act, text_is_blank(e->from.caller) ? "caller" : "callee",
		    tr(l, "電話の場合は、発信者と受信者をご記入ください。"));
	}
	return KG_OK;
}

static void check_received(struct act *act, const struct matter *m, struct entry *e)
{
	struct dates_rules rules = { .end_of_day = 0 };
	struct dates_fault fault;
	enum language l = act->language;
	struct kg_time *at = &e->paper.received;

	if (dates_parse_past(e->from.received, act->event->when, &rules, at, &fault) != KG_OK) {
		desk_fault(act, "received",
		    text_is_blank(e->from.received)
		        ? tr(l, "受領日時をご記入ください。例:本日 10:30")
		        : dates_fault_text(&fault, l, act->desk->arena));
	} else if (at->ms > act->event->when.ms || at->ms + KG_MINUTE <= m->c.opened.ms) {
		desk_fault(act, "received",
		    tr(l,
		        "受領日時は、持ち回りの開始から現在までの間の日時をご記入ください。"));
	} else if (at->ms > m->c.deadline.ms) {
		desk_fault(act, "received",
		    tr(l,
		        "期限の後に受領した回答は数えられません。議長が期限を延長した場合に限り記録できます。"));
	}
}

/* The chair seals last (article 6): on paper too, and by his own hand while somebody acts. */
static const char *chair_fault(struct act *act, const struct matter *m, const struct entry *e)
{
	const char *chair;
	bool acting;

	if (strcmp(e->paper.answer == NULL ? "" : e->paper.answer, "approve") != 0 ||
	    matter_chair(act, act->event->when, &chair, &acting) != KG_OK) {
		return NULL;
	}
	if (acting &&
	    (strcmp(e->paper.seat, "chair") == 0 || strcmp(chair, e->paper.person) == 0)) {
		return tr(act->language,
		    "議長の職務を代理する方の決裁は、ご本人の印でお願いいたします。");
	}
	if (chair == NULL || strcmp(chair, e->paper.person) != 0 || paper_chair_is_due(m)) {
		return NULL;
	}
	return tr(act->language,
	    "議長の決裁は最後です(要綱第6条の持ち回りの順序)。他の構成員の回答がそろい、議長にお伺いしてから記録してください。");
}

static enum kg_status is_under_way(
    struct act *act, const struct matter *m, const char *person, bool *out)
{
	struct paper *list;
	size_t count;

	*out = false;
	TRY(paper_list(act->desk->store, m->c.number, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].round == m->c.round && strcmp(list[i].person, person) == 0 &&
		    (strcmp(list[i].state, "waiting") == 0 ||
		        strcmp(list[i].state, "collecting") == 0)) {
			*out = true;
		}
	}
	return KG_OK;
}

static enum kg_status seat_fault(
    struct act *act, const struct matter *m, struct entry *e, const char **out)
{
	struct kg_time at =
	    kg_time_is_set(e->paper.received) ? e->paper.received : act->event->when;
	enum language l = act->language;
	const char *then;
	bool under_way;

	e->paper.seat = seat_named(act, e->from.seat);
	if (e->paper.seat == NULL || !has_seat(m, e->paper.seat)) {
		*out = tr(l, "席を、議長・副議長・委員1 などの職でご記入ください。");
		return KG_OK;
	}
	TRY(matter_holder(act, e->paper.seat, act->event->when, &e->paper.person));
	if (e->paper.person == NULL) {
		*out = tr(l, "この席は欠員です。欠員の席の回答は記録できません。");
		return KG_OK;
	}
	if (strcmp(e->paper.person, act->person.id) == 0) {
		*out = tr(l, "ご自身の席の回答は、ご自身の印でお願いいたします。");
		return KG_OK;
	}
	TRY(matter_holder(act, e->paper.seat, at, &then));
	TRY(is_under_way(act, m, e->paper.person, &under_way));
	if (then == NULL || strcmp(then, e->paper.person) != 0) {
		*out = tr(l, "受領日時にこの席にいた方は、いまの方と異なります。");
	} else if (matter_seal(m, e->paper.seat) != NULL) {
		*out = tr(l,
		    "この席の回答はすでに記録されています。変更は、ご本人の印でお願いいたします。");
	} else if (under_way) {
		*out = tr(l, "この席の紙決裁は、すでに確認待ちです。");
	} else {
		*out = chair_fault(act, m, e);
	}
	return KG_OK;
}

static enum kg_status check(struct act *act, const struct matter *m, struct entry *e)
{
	const char *fault = NULL;

	check_answer(act, e);
	TRY(check_evidence(act, e));
	check_received(act, m, e);
	TRY(seat_fault(act, m, e, &fault));
	if (fault != NULL) {
		desk_fault(act, "seat", fault);
	}
	return KG_OK;
}

static enum kg_status append(struct act *act, const struct matter *m, struct entry *e)
{
	struct paper *p = &e->paper;
	struct paper *list;
	size_t count;
	bool waits = e->evidence.count > 0;

	TRY(paper_list(act->desk->store, m->c.number, act->desk->arena, &list, &count));
	p->ordinal = (int)count + 1;
	p->name = waits ? e->evidence.list[0].name : "";
	p->reason = e->from.reason;
	p->caller = text_clean(e->from.caller, act->desk->arena);
	p->callee = text_clean(e->from.callee, act->desk->arena);
	TRY(desk_append(act, "paper.entered", { "number", m->c.number },
	    { "ordinal", desk_int(act, p->ordinal) }, { "round", desk_int(act, m->c.round) },
	    { "state", waits ? "collecting" : "waiting" }, { "seat", p->seat },
	    { "member", p->person }, { "answer", p->answer }, { "reason", p->reason },
	    { "means", p->means }, { "received", desk_int(act, p->received.ms) },
	    { "caller", p->caller }, { "callee", p->callee }, { "name", p->name },
	    { "source", waits ? e->evidence.list[0].source : "" },
	    { "size", desk_int(act, waits ? e->evidence.list[0].size : 0) },
	    { "person", act->person.id }, { "capacity", "庶務" },
	    { "note", paper_summary(act, p) }, { "when", desk_when(act) }));
	return documents_fetch(act,
	    arena_printf(act->desk->arena, FILE_LETTER "%s", m->c.number), p->ordinal,
	    &e->evidence);
}

static enum kg_status enter(struct act *act, const struct matter *m, struct entry *e)
{
	struct paper paper;

	TRY(append(act, m, e));
	(void)desk_answer(act,
	    tr(act->language,
	        "【管理会議・持ち回り %s】%sの%s(%s)を入力しました。ほかの庶務の方又は議長が確認すると、回答として数えます。"),
	    m->c.number, card_seat_name(act, e->paper.seat, act->language),
	    card_answer_word(e->paper.answer, act->language),
	    paper_means_word(e->paper.means, act->language));
	if (e->evidence.count > 0) {
		return KG_OK; /* asked when the evidence is here */
	}
	TRY(paper_load(
	    act->desk->store, m->c.number, e->paper.ordinal, act->desk->arena, &paper));
	return paper_ask(act, &paper);
}

/* "紙回R8-001|2|1" */
enum kg_status paper_file(struct act *act)
{
	struct documents_file file;
	struct paper paper;
	const char *number;

	TRY(documents_read_handle(act, act->event->text, &file));
	number = file.number + strlen(FILE_LETTER);
	TRY(documents_stored(act, "paper.stored", &file));
	TRY(paper_load(act->desk->store, number, (int)strtol(file.version, NULL, 10),
	    act->desk->arena, &paper));
	if (!file.stored) {
		return desk_tell_office(act, "secretariat", number,
		    TR_NOOP(
		        "【管理会議・持ち回り】紙決裁の証拠のファイルを取り込めませんでした。お手数ですが、もう一度入力してください。%s"),
		    arena_printf(act->desk->arena, "(%s、%s)", number, paper.name));
	}
	return paper_ask(act, &paper);
}

/* The form. */

static struct field *add_choice(
    struct act *act, struct field *field, const struct field_option *options, size_t count)
{
	field->type = FIELD_CHOICE;
	field->options = arena_alloc(act->desk->arena, count * sizeof(*options));
	memcpy(field->options, options, count * sizeof(*options));
	field->option_count = count;
	return field;
}

static void fill_fields(struct act *act, const struct request *r, struct field *f)
{
	enum language l = act->language;

	f[0] = (struct field){ .key = "seat",
		.label = tr(l, "席"),
		.hint = tr(l, "例:委員3"),
		.value = r->seat,
		.limit = 60,
		.required = true };
	f[1] = (struct field){
		.key = "answer", .label = tr(l, "回答"), .value = r->answer, .required = true
	};
	(void)add_choice(act, &f[1],
	    (struct field_option[]){ { "approve", tr(l, "承認") }, { "reject", tr(l, "否認") },
	        { "meeting", tr(l, "会議の開催を希望") } },
	    3);
	f[2] = (struct field){
		.key = "means", .label = tr(l, "方法"), .value = r->means, .required = true
	};
	(void)add_choice(act, &f[2],
	    (struct field_option[]){
	        { "paper", tr(l, "書面") }, { "telephone", tr(l, "電話") } },
	    2);
	f[3] = (struct field){ .key = "received",
		.label = tr(l, "受領日時"),
		.hint = tr(l, "例:本日 10:30"),
		.value = r->received,
		.limit = 60,
		.required = true };
	f[4] = (struct field){ .key = "documents",
		.type = FIELD_FILES,
		.label = tr(l, "証拠のファイル(書面の写し)"),
		.hint = tr(l, "先にこの場所へ投稿し、「直前」とご記入ください。"),
		.value = r->documents,
		.limit = 200 };
	f[5] = (struct field){ .key = "caller",
		.label = tr(l, "発信者(電話のとき)"),
		.value = r->caller,
		.limit = 60 };
	f[6] = (struct field){ .key = "callee",
		.label = tr(l, "受信者(電話のとき)"),
		.value = r->callee,
		.limit = 60 };
	f[7] = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "ご本人の理由(否認・会議希望のとき)"),
		.value = r->reason,
		.limit = 1000 };
}

static enum kg_status open_form(
    struct act *act, const struct matter *m, const struct request *r)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *fields = arena_alloc(act->desk->arena, 8 * sizeof(*fields));

	fill_fields(act, r, fields);
	*form = (struct form){ .kind = "paper.new",
		.title = tr(act->language, "紙決裁の入力"),
		.submit = tr(act->language, "入力する"),
		.intro = arena_printf(act->desk->arena,
		    tr(act->language, "持ち回り %s(%s)の、書面又は電話による回答です。"),
		    m->c.number, m->c.title),
		.fields = fields,
		.field_count = 8 };
	/* Where it was typed, for 直前. */
	return desk_ask(
	    act, form, m->c.number, act->event->channel == NULL ? "" : act->event->channel);
}

static bool refuse_not_open(struct act *act, const struct matter *m)
{
	if (matter_is_running(m)) {
		return false;
	}
	(void)desk_answer(act,
	    m->c.state == CIRCULAR_CLOSED
	        ? tr(act->language, "%s は終了しています。書面や電話の回答は記録できません。")
	        : tr(act->language, "%s はまだ開始していません。回答は開始後に記録できます。"),
	    m->c.number);
	return true;
}

enum kg_status paper_form(struct act *act, const struct dialogue *dialogue)
{
	struct entry e = { .from = { .seat = desk_answer_of(act, "seat"),
		               .answer = desk_answer_of(act, "answer"),
		               .means = desk_answer_of(act, "means"),
		               .received = desk_answer_of(act, "received"),
		               .documents = desk_answer_of(act, "documents"),
		               .caller = desk_answer_of(act, "caller"),
		               .callee = desk_answer_of(act, "callee"),
		               .reason = desk_answer_of(act, "reason") } };
	struct event event = *act->event;
	struct act there = *act;
	struct matter m;

	if (event.channel == NULL) {
		event.channel = dialogue->context;
	}
	there.event = &event;
	TRY(matter_load(act, dialogue->matter, &m));
	if (!desk_may(act, CAN_PAPER_ENTER) || refuse_not_open(act, &m)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	TRY(check(&there, &m, &e));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return enter(&there, &m, &e);
}

/* 書面送付: the circulation goes to this seat on paper, its holder having no account. */
static enum kg_status send_on_paper(struct act *act, struct matter *m, const char *typed)
{
	const char *seat = seat_named(act, typed);
	enum language l = act->language;
	struct address *to;
	const char *person = NULL;
	size_t count = 0;

	if (seat != NULL) {
		TRY(matter_holder(act, seat, act->event->when, &person));
	}
	if (person != NULL) {
		TRY(desk_accounts(act, person, &to, &count));
	}
	if (person == NULL || count > 0 || m->c.state == CIRCULAR_CLOSED) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "書面送付は、在任中でアカウントのない構成員の席に限ります。席をご確認ください。"));
		return KG_OK;
	}
	TRY(desk_append(act, "paper.route", { "number", m->c.number }, { "seat", seat },
	    { "member", person }, { "person", act->person.id }, { "capacity", "庶務" },
	    { "note", card_seat_name(act, seat, LANGUAGE_JA) }, { "when", desk_when(act) }));
	(void)desk_answer(act,
	    tr(l,
	        "%s を%sに書面でお届けすることを記録しました。書面の発送と、回答の「紙決裁」への入力をお願いいたします。"),
	    m->c.number, card_seat_name(act, seat, l));
	return start_open(act, m);
}

static enum kg_status enter_typed(
    struct act *act, const struct matter *m, const struct command *command)
{
	struct entry e = { .from = { .seat = command_text(command, "seat"),
		               .answer = command_text(command, "answer"),
		               .means = command_text(command, "means"),
		               .received = command_text(command, "received"),
		               .documents = command_text(command, "documents"),
		               .caller = command_text(command, "caller"),
		               .callee = command_text(command, "callee"),
		               .reason = command_text(command, "reason") } };

	if (refuse_not_open(act, m)) {
		return KG_OK;
	}
	if (e.from.seat[0] == '\0' || e.from.answer[0] == '\0' || e.from.means[0] == '\0') {
		return open_form(act, m, &e.from);
	}
	TRY(check(act, m, &e));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return enter(act, m, &e);
}

enum kg_status paper_command(struct act *act, const struct command *command)
{
	const char *word = command->text == NULL ? "" : command->text;
	const char *number;
	struct matter m;
	enum kg_status st;

	TRY(choice_find_number(act, command, &number));
	if (number == NULL) {
		return KG_OK;
	}
	st = matter_load(act, number, &m);
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s という案件は見当たりません。「/kaigi 状況」で一覧をご覧ください。"),
		    number);
		return KG_OK;
	}
	TRY(st);
	if (IS(word, "確認", "差戻し", "差し戻し", "異議")) {
		const char *typed = command_text(command, "seat");
		const char *seat = seat_named(act, typed);

		return paper_act(act, &m, word, seat == NULL ? typed : seat);
	}
	if (!desk_may(act, CAN_PAPER_ENTER)) {
		desk_refuse(act, commands_of(VERB_PAPER));
		return KG_OK;
	}
	if (IS(word, "書面送付")) {
		return send_on_paper(act, &m, command_text(command, "seat"));
	}
	return enter_typed(act, &m, command);
}
