#ifndef KAIGI_CONFIG_NEAREST_H
#define KAIGI_CONFIG_NEAREST_H

/* "Did you mean …?": how far apart two words are, counted in single changes of one byte. */

#include <stddef.h>

enum { NEAREST_WORD_MAX = 64, NEAREST_REACH = 2 };

/* NEAREST_REACH + 1 or more: too far apart, or a word too long to be one of ours. */
size_t nearest_distance(const char *left, const char *right);

/* Keeps `candidate` in *best when it is nearer than what is there. Start with *distance =
 * NEAREST_REACH + 1. */
void nearest_offer(
    const char *word, const char *candidate, size_t *distance, const char **out_best);

#endif
