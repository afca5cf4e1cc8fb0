/* Edit distance with swaps of neighbours: the slips that people make when they type a key. */
#include "config/nearest.h"

#include <string.h>

static size_t least(size_t a, size_t b, size_t c)
{
	size_t least_of_two = a < b ? a : b;

	return least_of_two < c ? least_of_two : c;
}

size_t nearest_distance(const char *left, const char *right)
{
	size_t rows[3][NEAREST_WORD_MAX + 1];
	size_t left_size = strlen(left);
	size_t right_size = strlen(right);

	if (left_size > NEAREST_WORD_MAX || right_size > NEAREST_WORD_MAX) {
		return NEAREST_WORD_MAX;
	}
	for (size_t j = 0; j <= right_size; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= left_size; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i - 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= right_size; j++) {
			size_t change = left[i - 1] == right[j - 1] ? 0 : 1;

			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + change);
			if (i > 1 && j > 1 && left[i - 1] == right[j - 2] &&
			    left[i - 2] == right[j - 1]) {
				row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1, row[j]);
			}
		}
	}
	return rows[left_size % 3][right_size];
}

void nearest_offer(
    const char *word, const char *candidate, size_t *distance, const char **out_best)
{
	size_t found = nearest_distance(word, candidate);

	/* A word of which hardly a letter is right is another word, not a slip. */
	if (found < *distance && found * 2 < strlen(candidate) + 1) {
		*distance = found;
		*out_best = candidate;
	}
}
