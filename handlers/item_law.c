#include "handlers/item_law.h"

static enum item_flag_word by_chair(const struct item_flag_case *c)
{
	if (c->want) {
		return c->important && !c->provisional ? ITEM_FLAG_ALREADY : ITEM_FLAG_SET;
	}
	if (!c->important) {
		return ITEM_FLAG_ALREADY;
	}
	return c->dealt && !c->has_reason ? ITEM_FLAG_NEEDS_REASON : ITEM_FLAG_CLEARED;
}

static enum item_flag_word by_chief(const struct item_flag_case *c)
{
	if (!c->chief_may) {
		return ITEM_FLAG_RULED_OUT;
	}
	if (c->want) {
		return c->important ? ITEM_FLAG_ALREADY : ITEM_FLAG_PROVISIONAL;
	}
	if (!c->important) {
		return ITEM_FLAG_ALREADY;
	}
	if (c->dealt) {
		return ITEM_FLAG_DEALT;
	}
	return c->provisional ? ITEM_FLAG_CLEARED : ITEM_FLAG_CHAIRS;
}

enum item_flag_word item_flag_may(const struct item_flag_case *c)
{
	if (c->ended) {
		return ITEM_FLAG_ENDED;
	}
	switch (c->who) {
	case ITEM_BY_CHAIR:
		return by_chair(c);
	case ITEM_BY_CHIEF:
		return by_chief(c);
	case ITEM_BY_OTHER:
		break;
	}
	return ITEM_FLAG_NOT_YOURS;
}
