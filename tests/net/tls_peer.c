#include "tls_peer.h"

#include "base/mem.h"
#include "support/test.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

struct tls_peer {
	int fd;
	char url[64];
	SSL_CTX *context;
	pthread_t thread;
	bool was_asked; /* the thread's until it is joined */
};

static void *serve(void *data)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
	struct tls_peer *peer = data;
	char request[4096];
	int client = accept(peer->fd, NULL, NULL);
	SSL *tls = SSL_new(peer->context);
	SSL_set_fd(tls, client);
	if (SSL_accept(tls) == 1 && SSL_read(tls, request, sizeof(request)) > 0) {
		peer->was_asked = true;
		SSL_write(tls, answer, sizeof(answer) - 1);
		SSL_shutdown(tls);
	}
	SSL_free(tls);
	close(client);
	return NULL;
}

/* For 127.0.0.1, valid for a day, signed by itself. */
static void make_certificate(SSL_CTX *context)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	assert_true(key && name);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"127.0.0.1", -1,
	                           -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
	X509_set_pubkey(certificate, key);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	assert_int_equal(SSL_CTX_use_certificate(context, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, key), 1);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

struct tls_peer *tls_peer_open(void)
{
	struct tls_peer *peer = xcalloc(1, sizeof(*peer));
	peer->context = SSL_CTX_new(TLS_server_method());
	make_certificate(peer->context);

	struct sockaddr_in where = {.sin_family = AF_INET};
	socklen_t size = sizeof(where);
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(peer->fd, (struct sockaddr *)&where, size), 0);
	assert_int_equal(listen(peer->fd, 1), 0);
	assert_int_equal(getsockname(peer->fd, (struct sockaddr *)&where, &size), 0);
	snprintf(peer->url, sizeof(peer->url), "https://127.0.0.1:%d/", ntohs(where.sin_port));
	assert_int_equal(pthread_create(&peer->thread, NULL, serve, peer), 0);
	return peer;
}

const char *tls_peer_url(const struct tls_peer *peer)
{
	return peer->url;
}

bool tls_peer_close(struct tls_peer *peer)
{
	pthread_join(peer->thread, NULL);
	bool was_asked = peer->was_asked;
	SSL_CTX_free(peer->context);
	close(peer->fd);
	free(peer);
	return was_asked;
}
