/* base/secret.h - credentials, and their absence from whatever is said.
 *
 * Nothing here logs a credential, but a provider may: an error page that repeats the request's
 * headers ends up in messages, and from there in the log, the database and the answers. So every
 * credential is made known here, and what came from outside passes through secret_hide() before it
 * is shown. Loop thread only. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

/* Hidden from now on, also as base64. Copied. NULL and what is shorter than four bytes are passed
 * over: no credential is so short, and too many words would be hidden. */
void secret_keep(const char *text);
/* No credential any more, once for each secret_keep(). NULL is fine. */
void secret_forget(const char *text);

/* Puts "***" in the place of every credential, in place. What the text ends with counts as well
 * where it is the first eight bytes or more of a credential: the text may have been cut there. */
void secret_hide(char *text);

#endif
