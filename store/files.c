/*
 * Content-addressed files. Bytes go to files/.new-RANDOM, are synced, then renamed to their
 * SHA-256, and the folder is synced: a name of 64 digits always has all its bytes. A left-over
 * .new file means nothing.
 */

#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/random.h"
#include "store/store.h"

struct file_writer {
	int folder_fd; /* of files/ */
	int fd;
	char name[8 + RANDOM_KEY_HEX];
	EVP_MD_CTX *hash;
	int64_t size;
};

static enum kg_status status_of_errno(void)
{
	return errno == ENOSPC || errno == EDQUOT ? KG_FULL : KG_IO;
}

static void to_hex(const unsigned char *hash, char out[SHA256_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_HEX / 2; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[SHA256_HEX] = '\0';
}

void sha256_hex(const void *bytes, size_t size, char out[SHA256_HEX + 1])
{
	unsigned char hash[EVP_MAX_MD_SIZE];

	KG_ASSERT(EVP_Digest(bytes, size, hash, NULL, EVP_sha256(), NULL) == 1);
	to_hex(hash, out);
}

enum kg_status file_writer_open(const char *folder, struct file_writer **out)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct file_writer *writer = mem_alloc(sizeof(*writer));
	char key[RANDOM_KEY_HEX + 1];

	random_key(key);
	(void)snprintf(writer->name, sizeof(writer->name), ".new-%s", key);
	writer->fd = -1;
	writer->folder_fd =
	    open(arena_printf(&arena, "%s/files", folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (writer->folder_fd >= 0) {
		writer->fd = openat(writer->folder_fd, writer->name,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	if (writer->fd < 0) {
		enum kg_status st = status_of_errno();

		file_writer_abort(writer);
		return st;
	}
	writer->hash = EVP_MD_CTX_new();
	KG_ASSERT(
	    writer->hash != NULL && EVP_DigestInit_ex(writer->hash, EVP_sha256(), NULL) == 1);
	*out = writer;
	return KG_OK;
}

enum kg_status file_writer_add(struct file_writer *writer, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;

	if (size > (size_t)(FILE_LIMIT - writer->size)) {
		return KG_FULL;
	}
	KG_ASSERT(EVP_DigestUpdate(writer->hash, bytes, size) == 1);
	writer->size += (int64_t)size;
	while (size > 0) {
		ssize_t done = write(writer->fd, p, size);

		if (done < 0 && errno != EINTR) {
			return status_of_errno();
		}
		if (done > 0) {
			p += done;
			size -= (size_t)done;
		}
	}
	return KG_OK;
}

enum kg_status file_writer_close(
    struct file_writer *writer, char out_sha256[SHA256_HEX + 1], int64_t *out_size)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	enum kg_status st = KG_OK;
	char name[SHA256_HEX + 1];

	KG_ASSERT(EVP_DigestFinal_ex(writer->hash, hash, NULL) == 1);
	to_hex(hash, name);
	if (fsync(writer->fd) != 0 ||
	    renameat(writer->folder_fd, writer->name, writer->folder_fd, name) != 0) {
		st = status_of_errno();
		file_writer_abort(writer);
		return st;
	}
	writer->name[0] = '\0';
	if (fsync(writer->folder_fd) != 0) {
		st = status_of_errno();
	}
	if (st == KG_OK) {
		memcpy(out_sha256, name, sizeof(name));
		if (out_size != NULL) {
			*out_size = writer->size;
		}
	}
	file_writer_abort(writer);
	return st;
}

void file_writer_abort(struct file_writer *writer)
{
	if (writer == NULL) {
		return;
	}
	if (writer->fd >= 0) {
		(void)close(writer->fd);
	}
	if (writer->folder_fd >= 0) {
		if (writer->name[0] != '\0') {
			(void)unlinkat(writer->folder_fd, writer->name, 0);
		}
		(void)close(writer->folder_fd);
	}
	EVP_MD_CTX_free(writer->hash);
	free(writer);
}

enum kg_status file_keep(
    struct store *store, const void *bytes, size_t size, char out_sha256[SHA256_HEX + 1])
{
	struct file_writer *writer;
	enum kg_status st = file_writer_open(store_folder(store), &writer);

	if (st != KG_OK) {
		return st;
	}
	st = file_writer_add(writer, bytes, size);
	if (st != KG_OK) {
		file_writer_abort(writer);
		return st;
	}
	return file_writer_close(writer, out_sha256, NULL);
}

static bool is_hash(const char *text)
{
	return strlen(text) == SHA256_HEX && strspn(text, "0123456789abcdef") == SHA256_HEX;
}

char *file_path(struct store *store, const char *sha256)
{
	size_t size = strlen(store_folder(store)) + sizeof("/files/") + SHA256_HEX;
	char *path = mem_alloc(size);

	/* A name from elsewhere must never become a way out of the folder. */
	KG_ASSERT(is_hash(sha256));
	(void)snprintf(path, size, "%s/files/%s", store_folder(store), sha256);
	return path;
}
