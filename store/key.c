/*
 * The signing key: Ed25519, PEM, beside the database and never in it. It is written to a
 * temporary name, synced and renamed, so that a kill leaves a whole key or none.
 */

#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/engine.h"

static enum kg_status status_of_errno(void)
{
	return errno == ENOSPC || errno == EDQUOT ? KG_FULL : KG_IO;
}

static enum kg_status write_key(const char *path, EVP_PKEY *key)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	bool ok;

	if (file == NULL) {
		enum kg_status st = status_of_errno();

		if (fd >= 0) {
			(void)close(fd);
		}
		return st;
	}
	ok = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1 &&
	     fflush(file) == 0 && fsync(fd) == 0;
	if (fclose(file) != 0) {
		ok = false;
	}
	return ok ? KG_OK : status_of_errno();
}

static enum kg_status sync_folder(const char *folder)
{
	KG_AUTO_CLOSE int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && fsync(fd) == 0 ? KG_OK : status_of_errno();
}

static enum kg_status make_key(const char *folder, const char *path, EVP_PKEY **out)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *temporary = arena_printf(&arena, "%s.new", path);
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	enum kg_status st;

	KG_ASSERT(key != NULL);
	st = write_key(temporary, key);
	if (st == KG_OK && rename(temporary, path) != 0) {
		st = status_of_errno();
	}
	if (st == KG_OK) {
		st = sync_folder(folder);
	}
	if (st != KG_OK) {
		(void)unlink(temporary);
		EVP_PKEY_free(key);
		return st;
	}
	*out = key;
	return KG_OK;
}

/* KG_NOT_FOUND, KG_INVALID: no Ed25519 key in it, or others may read it. */
static enum kg_status read_key(const char *path, EVP_PKEY **out)
{
	FILE *file = fopen(path, "re");
	struct stat st;
	EVP_PKEY *key;

	if (file == NULL) {
		return errno == ENOENT ? KG_NOT_FOUND : KG_IO;
	}
	if (fstat(fileno(file), &st) != 0 || (st.st_mode & 077) != 0) {
		(void)fclose(file);
		return KG_DENIED;
	}
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	(void)fclose(file);
	if (key == NULL || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		return KG_INVALID;
	}
	*out = key;
	return KG_OK;
}

enum kg_status key_load(const char *folder, bool may_make, EVP_PKEY **out, struct kg_error *err)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	char *path = arena_printf(&arena, "%s/kaigi.key", folder);
	enum kg_status st = read_key(path, out);

	if (st == KG_NOT_FOUND && may_make) {
		st = make_key(folder, path, out);
	}
	if (st == KG_DENIED) {
		kg_error_set(err, "%s can be read by others: chmod 600", path);
	} else if (st == KG_NOT_FOUND) {
		kg_error_set(err,
		    "%s is missing, but the database was signed with it: bring it back", path);
	} else if (st != KG_OK) {
		kg_error_set(err, "%s: %s", path, kg_status_text(st));
	}
	return st;
}

char *key_public_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	char *bytes;
	long size;

	KG_ASSERT(bio != NULL && PEM_write_bio_PUBKEY(bio, key) == 1);
	size = BIO_get_mem_data(bio, &bytes);
	KG_ASSERT(size > 0);
	text = mem_strndup(bytes, (size_t)size);
	(void)BIO_free(bio);
	return text;
}

EVP_PKEY *key_from_public_pem(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key;

	KG_ASSERT(bio != NULL);
	key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	(void)BIO_free(bio);
	if (key != NULL && EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		return NULL;
	}
	return key;
}

void key_sign(EVP_PKEY *key, const char *text, unsigned char out[KEY_SIGNATURE])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t size = KEY_SIGNATURE;

	KG_ASSERT(ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1);
	KG_ASSERT(
	    EVP_DigestSign(ctx, out, &size, (const unsigned char *)text, strlen(text)) == 1);
	KG_ASSERT(size == KEY_SIGNATURE);
	EVP_MD_CTX_free(ctx);
}

bool key_verify(EVP_PKEY *key, const char *text, const void *signature, size_t size)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;

	KG_ASSERT(ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1);
	ok = size == KEY_SIGNATURE && EVP_DigestVerify(ctx, signature, size,
	                                  (const unsigned char *)text, strlen(text)) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}
