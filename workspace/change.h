#ifndef KAIGI_WORKSPACE_CHANGE_H
#define KAIGI_WORKSPACE_CHANGE_H

/*
 * Everything that changes the workspace, whoever does it: stores, tells the pages, tells the
 * app. Rights and arguments were checked before. Functions that return an error name return
 * NULL when it went well.
 */

#include "workspace/model.h"

/* message: user, text and what else it has; ts, type and team are set here. Taken; the stored
 * one is borrowed. */
json_t *change_post(struct channel *channel, json_t *message);
/* fields: text, blocks, metadata, attachments; a JSON null removes. editor may be NULL
 * (unfurls). */
void change_edit(
    struct channel *channel, json_t *message, const char *editor, const json_t *fields);
void change_delete(struct channel *channel, json_t *message);
const char *change_react(
    struct channel *channel, json_t *message, const char *user, const char *name);
const char *change_unreact(
    struct channel *channel, json_t *message, const char *user, const char *name);

/* document as for seed_make_channel; members join without a word. */
struct channel *change_create(const json_t *from, const char *creator, const char *prefix);
void change_join(struct channel *channel, const char *user, const char *inviter);
void change_leave(struct channel *channel, const char *user, const char *actor);
void change_rename(struct channel *channel, const char *name, const char *actor);
void change_archive(struct channel *channel, bool archived, const char *actor);
void change_share(struct channel *channel, bool shared, const char *new_id);
void change_topic(struct channel *channel, const char *topic, const char *actor);
/* The direct or group conversation of exactly these people; made when there is none. */
struct channel *change_open_direct(const json_t *users);

void change_user(json_t *user);     /* stored, pushed and told after its fields were set */
void change_add_user(json_t *user); /* taken */
void change_dnd(json_t *user);
void change_emoji(const char *name, const char *value); /* value NULL removes */

void change_file(json_t *file); /* its properties or bytes were replaced */
void change_delete_file(json_t *file);

/* user_id's private line; it is kept for the page's and the tests' eyes only. message is taken.
 */
const char *change_ephemeral(struct channel *channel, const char *user, json_t *message);
json_t *change_find_ephemeral(
    const char *channel, const char *ts);                    /* borrowed record or NULL */
void change_edit_ephemeral(json_t *record, json_t *message); /* message taken; NULL deletes */
json_t *change_ephemerals(const char *user, const char *channel); /* new array of messages */
void change_finish(void);

#endif
