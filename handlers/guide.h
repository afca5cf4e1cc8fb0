#ifndef KAIGI_HANDLERS_GUIDE_H
#define KAIGI_HANDLERS_GUIDE_H

/*
 * Where a workspace answers by messages only (act->by_message): what a reply becomes, and forms
 * as a talk in the direct room, one question a message. All of it is rows (store/guide.h): a
 * restart between any two questions loses nothing. Private to handlers/.
 *
 *   question ──answer──▶ next question … ──▶ last look ──送信──▶ EVENT_FORM, as by a modal
 *      ▲  └──戻る                               │  └── a number: that field again
 *      └───────── faults of single fields ◀─────┘
 *
 * A second form goes on top; the one below waits and is taken up again when it is through.
 */

#include "handlers/desk.h"

#define POST_REPLY_TO_ONE "reply"    /* an answer to whoever caused an event */
#define POST_QUESTION "guide"        /* a question */
#define POST_ANSWERED "guide.answer" /* somebody's message that was taken as an answer */
#define GUIDE_TIMER "guide.remind"

/* The event's reply goes out as messages; *act->reply is REPLY_NONE afterwards. */
KG_MUST_CHECK enum kg_status guide_reply(struct act *act);
/* The message answers the standing question; *out_taken is false when there is none. */
KG_MUST_CHECK enum kg_status guide_answer(struct act *act, bool *out_taken);
/* 戻る and the like, behind the command's sign: taken when a question stands. */
KG_MUST_CHECK enum kg_status guide_take_word(struct act *act, bool *out_taken);
/* A sticker, /me: where a question stands it is asked again; else nobody is answered. */
KG_MUST_CHECK enum kg_status guide_wordless(struct act *act);
/* 1️⃣ on a question. */
KG_MUST_CHECK enum kg_status guide_mark(
    struct act *act, const struct posting *posting, bool *out_taken);
/* An answer was edited: nothing changes, and its author hears so. */
KG_MUST_CHECK enum kg_status guide_changed(struct act *act, const struct posting *posting);
/* A message was edited into a command: nothing runs, and its author hears so once. */
KG_MUST_CHECK enum kg_status guide_changed_command(struct act *act);
/* The timer GUIDE_TIMER: reminded once, then dropped. */
KG_MUST_CHECK enum kg_status guide_remind(struct act *act, const char *token);

#endif
