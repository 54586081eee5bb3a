#include "http/tls.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>

enum { VALID_S = 7 * 24 * 3600 };

static bool add_extension(X509 *certificate, int kind, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
	bool added = extension && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return added;
}

static X509 *make_certificate(EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), VALID_S);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	                           (const unsigned char *)"upstreams stand-in", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	if (!add_extension(certificate, NID_subject_alt_name,
	                   "IP:127.0.0.1,DNS:localhost,DNS:upstreams.test") ||
	    !add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") ||
	    !X509_sign(certificate, key, EVP_sha256())) {
		X509_free(certificate);
		return NULL;
	}
	return certificate;
}

static bool write_pem(X509 *certificate, const char *path)
{
	FILE *file = fopen(path, "w");
	if (!file) {
		perror(path);
		return false;
	}
	bool written = PEM_write_X509(file, certificate) == 1;
	return fclose(file) == 0 && written;
}

SSL_CTX *tls_create(const char *write_to)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = key ? make_certificate(key) : NULL;
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	bool good = certificate && context && SSL_CTX_use_certificate(context, certificate) == 1 &&
	            SSL_CTX_use_PrivateKey(context, key) == 1 &&
	            (!write_to || write_pem(certificate, write_to));
	X509_free(certificate);
	EVP_PKEY_free(key);
	if (!good) {
		fputs("upstreams: cannot make a certificate\n", stderr);
		SSL_CTX_free(context);
		return NULL;
	}
	return context;
}
