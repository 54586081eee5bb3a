/* app/notify.h - tells systemd how the service is doing. Without systemd, or built without its
 * library, every call does nothing. Loop thread only. */
#ifndef APP_NOTIFY_H
#define APP_NOTIFY_H

struct loop;
struct notify;
struct store;

/* Feeds the watchdog, where systemd asks for it, as long as the loop turns and the database
 * answers. Both are borrowed. */
struct notify *notify_create(struct loop *loop, struct store *store);
/* NULL is fine. */
void notify_destroy(struct notify *notify);

void notify_ready(void);
void notify_stopping(void);
void notify_status(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Sockets that systemd has opened for us, descriptors from `*first`; 0 when there are none. */
int notify_inherited_sockets(int *first);

#endif
