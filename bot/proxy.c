/* Proxy addresses and the no_proxy list. */

#include "bot/proxy.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static int hex_of(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static char *percent_decode(const char *text, size_t size)
{
	char *out = mem_alloc(size + 1);
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '%' && i + 2 < size && hex_of(text[i + 1]) >= 0 &&
		    hex_of(text[i + 2]) >= 0) {
			out[n++] = (char)(hex_of(text[i + 1]) * 16 + hex_of(text[i + 2]));
			i += 2;
		} else {
			out[n++] = text[i];
		}
	}
	return out;
}

static const char *environment(const char *upper, const char *lower)
{
	const char *value = getenv(upper);

	if (!value || !*value) {
		value = getenv(lower);
	}
	return value && *value ? value : NULL;
}

/* "host", "host:port", "[v6]:port" */
static bool parse_host_port(struct proxy *proxy, const char *text, size_t size)
{
	const char *colon = NULL;
	const char *end = text + size;
	size_t host_size;
	long port = 3128;

	if (size > 0 && text[0] == '[') {
		const char *close = memchr(text, ']', size);
		if (!close) {
			return false;
		}
		host_size = (size_t)(close - text) - 1;
		text++;
		colon = close + 1 < end && close[1] == ':' ? close + 1 : NULL;
	} else {
		colon = memchr(text, ':', size);
		host_size = colon ? (size_t)(colon - text) : size;
	}
	if (colon) {
		port = 0;
		for (const char *p = colon + 1; p < end && port < 100000; p++) {
			if (!isdigit((unsigned char)*p)) {
				return false;
			}
			port = port * 10 + (*p - '0');
		}
	}
	if (host_size == 0 || port < 1 || port > 65535) {
		return false;
	}
	proxy->host = mem_strndup(text, host_size);
	proxy->port = (int)port;
	return true;
}

static bool parse_address(struct proxy *proxy, const char *address)
{
	const char *rest = address;
	const char *at;
	size_t size;

	if (strncasecmp(rest, "http://", 7) == 0) {
		rest += 7;
	} else if (strstr(rest, "://")) {
		return false;
	}
	size = strcspn(rest, "/?#");
	at = NULL;
	for (size_t i = 0; i < size; i++) {
		if (rest[i] == '@') {
			at = rest + i;
		}
	}
	if (at) {
		size_t login = (size_t)(at - rest);
		const char *colon = memchr(rest, ':', login);
		size_t user = colon ? (size_t)(colon - rest) : login;
		proxy->user = percent_decode(rest, user);
		proxy->password =
		    colon ? percent_decode(colon + 1, login - user - 1) : mem_strdup("");
		size -= login + 1;
		rest = at + 1;
	}
	return parse_host_port(proxy, rest, size);
}

enum kg_status proxy_init(
    struct proxy *proxy, const char *address, const char *no_proxy, struct kg_error *err)
{
	*proxy = (struct proxy){ 0 };
	if (!address || !*address) {
		address = environment("HTTPS_PROXY", "https_proxy");
		proxy->from_environment = true;
	}
	if (!no_proxy || !*no_proxy) {
		no_proxy = environment("NO_PROXY", "no_proxy");
	}
	if (!address) {
		return KG_OK;
	}
	if (!parse_address(proxy, address)) {
		proxy_finish(proxy);
		kg_error_set(err, "proxy: expected http://[user:password@]host:port");
		return KG_INVALID;
	}
	proxy->no_proxy = mem_strdup(no_proxy ? no_proxy : "");
	return KG_OK;
}

void proxy_finish(struct proxy *proxy)
{
	if (proxy->password) {
		mem_wipe(proxy->password, strlen(proxy->password));
	}
	free(proxy->host);
	free(proxy->user);
	free(proxy->password);
	free(proxy->no_proxy);
	*proxy = (struct proxy){ 0 };
}

static bool is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 ||
	       strcmp(host, "::1") == 0;
}

static bool matches(const char *host, const char *entry, size_t size)
{
	size_t host_size = strlen(host);

	if (size == 1 && entry[0] == '*') {
		return true;
	}
	if (size > 2 && entry[0] == '[' && entry[size - 1] == ']') {
		entry++;
		size -= 2;
	}
	if (size > 1 && entry[0] == '*' && entry[1] == '.') {
		entry++;
		size--;
	}
	if (size > 0 && entry[0] == '.') {
		entry++;
		size--;
	}
	if (size == 0 || size > host_size ||
	    strncasecmp(host + host_size - size, entry, size) != 0) {
		return false;
	}
	return size == host_size || host[host_size - size - 1] == '.';
}

bool proxy_is_used(const struct proxy *proxy, const char *host)
{
	const char *p = proxy->no_proxy;

	if (!proxy->host || (proxy->from_environment && is_loopback(host))) {
		return false;
	}
	while (p && *p) {
		size_t skip = strspn(p, ", \t");
		size_t size = strcspn(p + skip, ", \t");
		if (size > 0 && matches(host, p + skip, size)) {
			return false;
		}
		p += skip + size;
	}
	return true;
}
