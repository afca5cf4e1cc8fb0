#ifndef KAIGI_HANDLERS_ARTICLE4_H
#define KAIGI_HANDLERS_ARTICLE4_H

/* The class that every matter carries: 第1号 to 第8号 of article 4. Private to handlers/. */

#include "handlers/desk.h"

/* A matter's first questions, as its form asks them; fills three: title, class,
 * class_reason. */
void article4_fields(struct act *act, const char *title, const char *class,
    const char *class_reason, struct field *out);
/* The class that was typed; 0 with a fault by the field "class" or "class_reason". */
int article4_check(struct act *act, const char *typed, const char *reason);
/* Would the check refuse it for want of the reason that 8 その他 needs? */
bool article4_lacks_reason(struct act *act, const char *typed, const char *reason);
/* 「第6号 …」 as the charter stands, and the note where its words are out of date. */
void article4_lines(struct act *act, int class, enum language language, struct card *card);
/* はい, 特に重要, yes … */
bool article4_is_yes(const char *typed, struct arena *arena);
bool article4_is_no(const char *typed, struct arena *arena);

#endif
