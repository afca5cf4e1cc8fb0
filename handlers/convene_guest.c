/*
 * Those whom the head of the body asks to attend (article 3(3)): named before he convenes,
 * invited by his ⭕, told of their own item and of nothing else. Whatever they tap counts
 * nothing.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/item.h"
#include "handlers/named.h"
#include "handlers/text.h"

enum { NAME_MAX_POINTS = 60 };

/* On the roster by this account or name: his account, unless one was typed. */
static enum kg_status find_account(struct act *act, struct convene_guest *guest)
{
	struct account *accounts;
	const char *person;
	size_t count;

	if (guest->account[0] != '\0') {
		guest->workspace = workspace_name(act->desk->store, act->event->workspace);
		TRY(accounts_all(act->desk->store, act->desk->arena, &accounts, &count));
		for (size_t i = 0; i < count; i++) {
			if (strcmp(accounts[i].account, guest->account) == 0) {
				guest->workspace = accounts[i].workspace;
			}
		}
		return KG_OK;
	}
	TRY(named_person(act, guest->name, &person));
	if (person == NULL) {
		return KG_OK;
	}
	TRY(accounts_of(act->desk->store, person, act->desk->arena, &accounts, &count));
	if (count > 0) {
		guest->workspace = accounts[0].workspace;
		guest->account = accounts[0].account;
	}
	return KG_OK;
}

static void read_field(struct act *act, const char *field, struct convene_guest *guest)
{
	const char *item = item_number_of(act, field);
	size_t size = strlen(field);

	if (guest->name[0] == '\0') {
		guest->name = field;
	} else if (item != NULL) {
		guest->item = item;
	} else if (size > 3 && strncmp(field, "<@", 2) == 0 && field[size - 1] == '>') {
		guest->account =
		    arena_strndup(act->desk->arena, field + 2, strcspn(field + 2, "|>"));
	} else if (field[0] == '@') {
		/* A Matrix account begins with the sign itself. */
		guest->account = strchr(field, ':') != NULL ? field : field + 1;
	} else if (strcmp(field, "説明") == 0 || strcmp(field, "意見") == 0) {
		guest->purpose = field;
	} else if (guest->affiliation[0] == '\0') {
		guest->affiliation = field;
	} else {
		desk_fault(act, "guests",
		    arena_printf(act->desk->arena,
		        tr(act->language, "出席を求める者の「%s」を読み取れませんでした。"),
		        text_truncate(field, NAME_MAX_POINTS, act->desk->arena)));
	}
}

static enum kg_status is_member(struct act *act, const struct convene_guest *guest, bool *out)
{
	struct person person;
	struct tenure *held;
	size_t count;
	enum kg_status st = person_of_account(
	    act->desk->store, guest->workspace, guest->account, act->desk->arena, &person);

	*out = false;
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(offices_of(
	    act->desk->store, person.id, act->event->when, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		*out = *out || charter_seat(act->desk->charter, held[i].office) != NULL;
	}
	return KG_OK;
}

static enum kg_status read_one(struct act *act, const char *line, struct convene_guest *out)
{
	char *rest = arena_strdup(act->desk->arena, text_clean(line, act->desk->arena));
	char *field;
	char *wide;
	bool member;

	*out = (struct convene_guest){ .name = "",
		.affiliation = "",
		.purpose = "説明",
		.item = "",
		.workspace = "",
		.account = "" };
	while ((wide = strstr(rest, "\uFF0F")) != NULL) {
		wide[0] = '/';
		wide[1] = ' ';
		wide[2] = ' ';
	}
	while ((field = strsep(&rest, "/")) != NULL) {
		field = arena_strdup(act->desk->arena, text_clean(field, act->desk->arena));
		if (*field != '\0') {
			read_field(act, field, out);
		}
	}
	TRY(find_account(act, out));
	TRY(is_member(act, out, &member));
	if (member) {
		desk_fault(act, "guests",
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "%s さまは構成員(要綱第2条)です。出席を求める者には挙げられません。"),
		        out->name));
	} else if (out->affiliation[0] == '\0') {
		desk_fault(act, "guests",
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "%s さまの所属をご記入ください。例:架空 花子/○○大学/審R8-001/意見"),
		        out->name));
	}
	return KG_OK;
}

enum kg_status convene_read_guests(struct act *act, const char *typed,
    struct convene_guest out[CONVENE_GUESTS_MAX], size_t *out_count)
{
	char *rest = arena_strdup(act->desk->arena, typed);
	char *line;
	char *wide;

	*out_count = 0;
	while ((wide = strstr(rest, "\uFF1B")) != NULL) {
		wide[0] = '\n';
		wide[1] = ' ';
		wide[2] = ' ';
	}
	while ((line = strsep(&rest, "\r\n;")) != NULL) {
		if (text_is_blank(line)) {
			continue;
		}
		if (*out_count == CONVENE_GUESTS_MAX) {
			desk_fault(
			    act, "guests", tr(act->language, "出席を求める者は10名までです。"));
			return KG_OK;
		}
		TRY(read_one(act, line, &out[(*out_count)++]));
	}
	return KG_OK;
}

const char *convene_guests_text(struct act *act, const struct meeting *m)
{
	const char *text = "";

	for (size_t i = 0; i < m->guest_count; i++) {
		const struct meeting_guest *guest = &m->guests[i];
		const struct meeting_item *item = meeting_item_at(m, guest->position);

		text = arena_printf(act->desk->arena, "%s%s%s/%s/%s/%s%s%s", text,
		    i == 0 ? "" : "\n", guest->name, guest->affiliation,
		    item == NULL ? "" : item->item, guest->purpose,
		    guest->account[0] == '\0'  ? ""
		    : guest->account[0] == '@' ? "/"
		                               : "/@",
		    guest->account);
	}
	return text;
}

static enum kg_status tell(
    struct act *act, const struct meeting *m, const struct meeting_guest *guest)
{
	struct posting drawn = {
		.kind = POST_MEETING_GUEST, .matter = m->number, .round = guest->ordinal
	};
	struct card *card = desk_card(act);
	struct notice notice = { .kind = POST_MEETING_GUEST,
		.matter = m->number,
		.round = guest->ordinal,
		.priority = PRIORITY_ASK,
		.card = card };
	struct address to;
	int64_t posting;
	enum kg_status st;

	if (guest->account[0] == '\0') {
		return KG_OK;
	}
	st = desk_account(act, guest->workspace, guest->account, &to);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(convene_draw(act, &drawn, to.language, card));
	TRY(desk_post(act, &to, &notice, &posting));
	return convene_attach(act, &to, posting, m, guest->position);
}

static const char *without_account(struct act *act, const struct meeting *m)
{
	const char *names = "";

	for (size_t i = 0; i < m->guest_count; i++) {
		if (m->guests[i].account[0] == '\0' && !m->guests[i].withdrawn) {
			names = arena_printf(act->desk->arena, "%s%s%s", names,
			    *names == '\0' ? "" : "、", m->guests[i].name);
		}
	}
	return names;
}

enum kg_status convene_invite(struct act *act, const struct meeting *m)
{
	const char *others = without_account(act, m);

	for (size_t i = 0; i < m->guest_count; i++) {
		if (!m->guests[i].withdrawn) {
			TRY(tell(act, m, &m->guests[i]));
		}
	}
	if (*others == '\0') {
		return KG_OK;
	}
	return desk_tell_office(act, "secretariat", m->number,
	    TR_NOOP(
	        "【会議】出席を求める者のうち、アカウントのない方には文書でお知らせください。%s"),
	    arena_printf(act->desk->arena, "(%s:%s)", m->number, others));
}

static const struct meeting_guest *guest_of(
    const struct meeting *m, const struct posting *posting)
{
	for (size_t i = 0; i < m->guest_count; i++) {
		if (m->guests[i].ordinal == posting->round) {
			return &m->guests[i];
		}
	}
	return NULL;
}

/* Thanked, once; 庶務 is told who said so, for it may be that he can't come. */
enum kg_status convene_guest_mark(
    struct act *act, const struct meeting *m, const struct posting *posting)
{
	const struct meeting_guest *guest = guest_of(m, posting);
	const char *key = arena_printf(act->desk->arena, "meeting.guest|%s|%d|%s", m->number,
	    posting->round, act->event->mark);
	enum kg_status st;

	if (!act->event->added || guest == NULL) {
		return KG_OK;
	}
	st = told_once(act->desk->store, key, act->event->now);
	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	TRY(meeting_say(act, m,
	    tr(act->language,
	        "印をありがとうございます。要綱第3条第3項によりご出席をお願いしている方の印は、出欠及び表決の数には含めておりません。ご都合の変更は、庶務にお知らせください。")));
	return desk_tell_office(act, "secretariat", m->number,
	    TR_NOOP("【会議】出席を求めた方から印がありました。数には含めていません。%s"),
	    arena_printf(
	        act->desk->arena, "(%s:%s %s)", m->number, guest->name, act->event->mark));
}
