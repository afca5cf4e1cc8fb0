/* Secrets are compared by their hashes, so neither their length nor their beginning shows. */
#include "bot/alert_sign.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"

enum { SEEN_MAX = 4096, TIME_DIGITS = 12, DIGEST = 32 };

static bool is_same(const char *said, size_t said_size, const char *known, size_t known_size)
{
	char left[SHA256_HEX + 1];
	char right[SHA256_HEX + 1];

	sha256_hex(said, said_size, left);
	sha256_hex(known, known_size, right);
	return CRYPTO_memcmp(left, right, SHA256_HEX) == 0;
}

bool sign_token_is(const char *authorization, const struct secret *token)
{
	static const char scheme[] = "bearer ";

	if (authorization == NULL || token->bytes == NULL ||
	    strncasecmp(authorization, scheme, sizeof(scheme) - 1) != 0) {
		return false;
	}
	authorization += sizeof(scheme) - 1;
	return is_same(authorization, strlen(authorization), token->bytes, token->size);
}

static bool read_time(const char *text, int64_t *out)
{
	size_t size = text == NULL ? 0 : strlen(text);

	if (size == 0 || size > TIME_DIGITS || strspn(text, "0123456789") != size) {
		return false;
	}
	*out = strtoll(text, NULL, 10);
	return true;
}

static bool is_signed(const struct secret *key, const struct signature *signature)
{
	struct buf text = { .size = 0 };
	struct buf hex = { .size = 0 };
	unsigned char digest[DIGEST];
	unsigned int size = 0;
	bool is_good;

	buf_init(&text, signature->body_size + TIME_DIGITS + 2);
	buf_init(&hex, sizeof(digest) * 2 + 1);
	buf_printf(&text, "%s:", signature->time);
	buf_add(&text, signature->body, signature->body_size);
	is_good = HMAC(EVP_sha256(), key->bytes, (int)key->size,
	              (const unsigned char *)text.bytes, text.size, digest, &size) != NULL;
	buf_hex(&hex, digest, size);
	is_good =
	    is_good && is_same(signature->hex, strlen(signature->hex), hex.bytes, hex.size);
	buf_finish(&text);
	buf_finish(&hex);
	return is_good;
}

static void forget_old(struct sign_book *book, int64_t now_s)
{
	size_t kept = 0;

	for (size_t i = 0; i < book->count; i++) {
		if (book->seen[i].until_s >= now_s) {
			book->seen[kept++] = book->seen[i];
		}
	}
	book->count = kept;
}

static bool is_seen(const struct sign_book *book, const char *hex)
{
	for (size_t i = 0; i < book->count; i++) {
		if (strcmp(book->seen[i].hex, hex) == 0) {
			return true;
		}
	}
	return false;
}

enum sign_verdict sign_check(struct sign_book *book, const struct secret *key,
    const struct signature *signature, int64_t now_s)
{
	struct sign_seen *seen;
	int64_t time = 0;

	if (signature->hex == NULL || !read_time(signature->time, &time) ||
	    !is_signed(key, signature)) {
		return SIGN_WRONG;
	}
	if (time < now_s - SIGN_WINDOW_S || time > now_s + SIGN_WINDOW_S) {
		return SIGN_STALE;
	}
	forget_old(book, now_s);
	if (is_seen(book, signature->hex)) {
		return SIGN_REPLAYED;
	}
	if (book->count == SEEN_MAX) {
		return SIGN_BUSY;
	}
	if (book->seen == NULL) {
		book->seen = mem_alloc(SEEN_MAX * sizeof(*book->seen));
	}
	seen = &book->seen[book->count++];
	memcpy(seen->hex, signature->hex, SHA256_HEX + 1); /* proved to be that long */
	seen->until_s = time + SIGN_WINDOW_S;
	return SIGN_GOOD;
}

void sign_forget(struct sign_book *book, const char *hex)
{
	for (size_t i = 0; i < book->count; i++) {
		if (strcmp(book->seen[i].hex, hex) == 0) {
			book->seen[i] = book->seen[--book->count];
			return;
		}
	}
}

void sign_book_finish(struct sign_book *book)
{
	free(book->seen);
	*book = (struct sign_book){ .count = 0 };
}
