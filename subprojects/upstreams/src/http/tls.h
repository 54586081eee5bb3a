/* http/tls.h - a certificate made on the spot, for 127.0.0.1, localhost and
 * upstreams.test, signed by itself. */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H
#include <openssl/ssl.h>

/* `write_to`: where to leave the certificate (PEM) for clients that shall trust it, or NULL.
 * NULL on failure, with a message on stderr. */
SSL_CTX *tls_create(const char *write_to);

#endif
