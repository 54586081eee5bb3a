/* base/list.h - an intrusive, circular, doubly linked list.
 *
 * A head says in a comment what it holds: struct list waits; (limiter_wait::link). */
#ifndef BASE_LIST_H
#define BASE_LIST_H
#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *prev, *next;
};

static inline void list_init(struct list *list)
{
	list->prev = list->next = list;
}

static inline bool list_empty(const struct list *list)
{
	return list->next == list;
}

static inline void list_append(struct list *head, struct list *link)
{
	link->prev = head->prev;
	link->next = head;
	head->prev->next = link;
	head->prev = link;
}

/* Whether it stands in a list: a zeroed link and one that was removed do not. */
static inline bool list_is_linked(const struct list *link)
{
	return link->next && link->next != link;
}

/* For one that stands in a list: leaves it a list of its own. */
static inline void list_unlink(struct list *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	list_init(link);
}

/* Removing one that stands in no list does nothing. */
static inline void list_remove(struct list *link)
{
	if (list_is_linked(link)) {
		list_unlink(link);
	}
}

/* Moves all of `from` to the end of `head`; `from` is empty then. */
static inline void list_move_all(struct list *head, struct list *from)
{
	if (list_empty(from)) {
		return;
	}
	from->next->prev = head->prev;
	head->prev->next = from->next;
	from->prev->next = head;
	head->prev = from->prev;
	list_init(from);
}

#define list_entry(link_pointer, type, member)                                                     \
	((type *)(void *)((char *)(link_pointer)-offsetof(type, member)))

/* First entry taken off, NULL when there is none. */
static inline struct list *list_take(struct list *head)
{
	struct list *first = head->next;
	if (first == head) {
		return NULL;
	}
	/* The analyzer does not follow a circular list: it takes what follows for what was freed.
	 */
	list_unlink(first); /* NOLINT(clang-analyzer-unix.Malloc) */
	return first;
}

#endif
