/* What people type, and what the store gives back. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "handlers/commands.h"
#include "handlers/dates.h"
#include "handlers/event.h"
#include "handlers/grammar.h"
#include "handlers/number.h"
#include "handlers/numerals.h"
#include "handlers/text.h"
#include "tests/fuzz/fuzz.h"

void fuzz_command(const uint8_t *data, size_t size)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	KG_AUTO_FREE char *text = fuzz_text_of(data, size);
	enum grammar_fault fault;
	const char *spelling;
	struct command command;
	struct number number;

	if (grammar_parse(text, &arena, &command, &fault) != KG_OK) {
		KG_ASSERT(fault != GRAMMAR_FINE);
		return;
	}
	KG_ASSERT(utf8_is_valid(command.verb, strlen(command.verb)));
	if (commands_find(command.verb) == NULL) {
		(void)commands_nearest(command.verb, &spelling);
	}
	for (size_t i = 0; i < command.pair_count; i++) {
		const char *key = commands_key(command.pairs[i].key);

		if (key == NULL) {
			(void)commands_key_nearest(command.pairs[i].key);
		} else {
			KG_ASSERT(command_value(&command, key) != NULL);
		}
		KG_ASSERT(
		    utf8_is_valid(command.pairs[i].value, strlen(command.pairs[i].value)));
	}
	if (command.number != NULL && number_parse(command.number, &number) &&
	    number.kind != NUMBER_ANY) {
		struct number again;

		KG_ASSERT(number_parse(
		    number_format(number.kind, number.fiscal_year, number.serial, &arena),
		    &again));
		KG_ASSERT(again.serial == number.serial &&
		          again.fiscal_year == number.fiscal_year && again.kind == number.kind);
	}
}

static void check_fault(const struct dates_fault *fault, struct arena *arena)
{
	KG_ASSERT(fault->kind != DATES_FINE);
	KG_ASSERT(*dates_fault_text(fault, LANGUAGE_JA, arena) != '\0');
	KG_ASSERT(*dates_fault_text(fault, LANGUAGE_EN, arena) != '\0');
}

void fuzz_dates(const uint8_t *data, size_t size)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	KG_AUTO_FREE char *text = fuzz_words_of(data, size);
	const struct dates_rules rules = { .end_of_day = 0 };
	/* Any day of a year round the change of eras' and fiscal years' ends, by the input. */
	struct kg_time now = { INT64_C(1775779200000) + (int64_t)(size % 400) * KG_DAY };
	struct dates_period period;
	struct dates_fault fault;
	struct kg_time time;
	const char *rest;

	if (dates_parse(text, now, &rules, &time, &fault) == KG_OK) {
		KG_ASSERT(time.ms >= now.ms);
		(void)dates_chat(time, now, LANGUAGE_JA, &arena);
		(void)dates_document(time, LANGUAGE_EN, &arena);
	} else {
		check_fault(&fault, &arena);
	}
	if (dates_parse_past(text, now, &rules, &time, &fault) == KG_OK) {
		(void)dates_iso(time, &arena);
	} else {
		check_fault(&fault, &arena);
	}
	if (dates_parse_period(text, now, &period, &fault) == KG_OK) {
		KG_ASSERT(period.from.ms < period.to.ms);
	} else {
		check_fault(&fault, &arena);
	}
	if (dates_parse_period_prefix(text, now, &period, &rest, &fault) == KG_OK) {
		KG_ASSERT(period.from.ms < period.to.ms);
		KG_ASSERT(rest >= text && rest <= text + strlen(text));
	}
}

static void check_text(const char *text)
{
	KG_ASSERT(text != NULL && utf8_is_valid(text, strlen(text)));
}

void fuzz_words(const uint8_t *data, size_t size)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	KG_AUTO_FREE char *text = fuzz_words_of(data, size);

	check_text(text_clean(text, &arena));
	check_text(text_clean_lines(text, &arena));
	check_text(text_clean_name(text, &arena));
	check_text(text_truncate(text, size % 50 + 1, &arena));
	KG_ASSERT(text_fits(text_truncate(text, size % 50 + 1, &arena), size % 50 + 1));
	check_text(text_normal(text, &arena));
	check_text(numerals_fold(text_normal(text, &arena), &arena));
	(void)text_is_blank(text);
	(void)text_class_number(text);
	check_text(text_title_key(text, &arena));
	KG_ASSERT(text_same_title(text, text));
}

static void check_packed(const uint8_t *data, size_t size, const struct buf *again)
{
	KG_ASSERT(again->size == size && memcmp(again->bytes, data, size) == 0);
}

/* What unpacks, packs to the same bytes again. */
void fuzz_pack(const uint8_t *data, size_t size)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	const char *bytes = (const char *)data;
	KG_AUTO_BUF struct buf again;
	struct event event;
	struct reply reply;
	struct card card;
	struct form form;

	buf_init(&again, 64UL * 1024 * 1024);
	if (event_unpack(bytes, size, &arena, &event) == KG_OK) {
		event_pack(&event, &again);
		check_packed(data, size, &again);
	}
	buf_clear(&again);
	if (card_unpack(bytes, size, &arena, &card) == KG_OK) {
		card_pack(&card, &again);
		check_packed(data, size, &again);
		buf_clear(&again);
		card_plain(&card, &again);
	}
	buf_clear(&again);
	if (form_unpack(bytes, size, &arena, &form) == KG_OK) {
		form_pack(&form, &again);
		check_packed(data, size, &again);
	}
	buf_clear(&again);
	if (reply_unpack(bytes, size, &arena, &reply) == KG_OK) {
		reply_pack(&reply, &again);
		check_packed(data, size, &again);
	}
}
