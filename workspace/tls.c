#include "workspace/tls.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEN_YEARS = 3652 * 86400, A_DAY = 86400 };

struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool added;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return added;
}

/* A fresh serial number each time: two authorities of the same name must not clash in a
 * browser. */
static bool describe(X509 *certificate, EVP_PKEY *key, const char *name, X509 *issuer)
{
	X509_NAME *subject = X509_get_subject_name(certificate);
	BIGNUM *serial = BN_new();
	bool done;

	done = serial != NULL &&
	       BN_rand(serial, 120, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
	       BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != NULL;
	BN_free(serial);
	return done && X509_set_version(certificate, 2) == 1 &&
	       X509_gmtime_adj(X509_getm_notBefore(certificate), -A_DAY) != NULL &&
	       X509_gmtime_adj(X509_getm_notAfter(certificate), TEN_YEARS) != NULL &&
	       X509_set_pubkey(certificate, key) == 1 &&
	       X509_NAME_add_entry_by_txt(
	           subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1;
}

static bool make_authority(struct identity *out)
{
	out->key = EVP_EC_gen("P-256");
	out->certificate = X509_new();
	return out->key != NULL && out->certificate != NULL &&
	       describe(out->certificate, out->key, "kaigi workspace CA", out->certificate) &&
	       add_extension(out->certificate, out->certificate, NID_basic_constraints,
	           "critical,CA:TRUE,pathlen:0") &&
	       add_extension(out->certificate, out->certificate, NID_key_usage,
	           "critical,keyCertSign,cRLSign") &&
	       add_extension(
	           out->certificate, out->certificate, NID_subject_key_identifier, "hash") &&
	       X509_sign(out->certificate, out->key, EVP_sha256()) > 0;
}

static bool make_server(const struct identity *ca, struct identity *out)
{
	X509 *certificate = X509_new();

	out->certificate = certificate;
	out->key = EVP_EC_gen("P-256");
	return out->key != NULL && certificate != NULL &&
	       describe(certificate, out->key, "localhost", ca->certificate) &&
	       add_extension(
	           certificate, ca->certificate, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(
	           certificate, ca->certificate, NID_key_usage, "critical,digitalSignature") &&
	       add_extension(certificate, ca->certificate, NID_ext_key_usage, "serverAuth") &&
	       add_extension(
	           certificate, ca->certificate, NID_authority_key_identifier, "keyid") &&
	       add_extension(certificate, ca->certificate, NID_subject_alt_name,
	           "DNS:localhost,IP:127.0.0.1,IP:::1") &&
	       X509_sign(certificate, ca->key, EVP_sha256()) > 0;
}

static FILE *create(const char *directory, const char *name, mode_t mode)
{
	char path[4096];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

static bool save(const struct identity *identity, const char *directory, const char *name)
{
	char file_name[32];
	FILE *file;
	bool saved;

	(void)snprintf(file_name, sizeof(file_name), "%s.key", name);
	file = create(directory, file_name, S_IRUSR | S_IWUSR);
	saved = file != NULL &&
	        PEM_write_PrivateKey(file, identity->key, NULL, NULL, 0, NULL, NULL) == 1;
	saved = file != NULL && fclose(file) == 0 && saved;
	(void)snprintf(file_name, sizeof(file_name), "%s.pem", name);
	file =
	    saved ? create(directory, file_name, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH) : NULL;
	saved = file != NULL && PEM_write_X509(file, identity->certificate) == 1;
	return file != NULL && fclose(file) == 0 && saved;
}

static void drop(struct identity *identity)
{
	EVP_PKEY_free(identity->key);
	X509_free(identity->certificate);
}

enum kg_status tls_prepare(const char *directory, struct kg_error *err)
{
	struct identity ca = { 0 };
	struct identity server = { 0 };
	char path[4096];
	bool made;

	(void)snprintf(path, sizeof(path), "%s/server.pem", directory);
	if (access(path, R_OK) == 0) {
		return KG_OK;
	}
	made = make_authority(&ca) && make_server(&ca, &server) && save(&ca, directory, "ca") &&
	       save(&server, directory, "server");
	drop(&server);
	drop(&ca);
	if (!made) {
		kg_error_set(err, "%s: could not make the certificates", directory);
		return KG_IO;
	}
	return KG_OK;
}
