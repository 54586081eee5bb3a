/* store/todo.h - which facets are still to be decided: the database is the to-do list. */
#ifndef STORE_TODO_H
#define STORE_TODO_H
#include "model/album.h"

struct err;
struct store;
struct store_call;

struct todo_filter {
	bool spotify;             /* links and artist images are wanted */
	bool euria;               /* descriptions are wanted */
	int64_t except_run_id;    /* leaves out the albums that this run imported; 0: none */
	int64_t absent_before_ms; /* absences older than that are asked again; 0: none */
	bool reopened_only;       /* only what a master's year has reopened */
};

/* At most `limit` albums with something to do and an id above `after_id`, by id. Each has its facts
 * and, in its *_decided flags, what is not to be asked. The albums become the caller's. */
struct store_call *store_list_todo(struct store *store, const struct todo_filter *filter,
                                   int64_t after_id, size_t limit,
                                   void (*done)(void *data, struct album **albums, size_t count,
                                                const struct err *err),
                                   void *data);

struct todo_counts {
	int64_t albums;         /* with something to do */
	int64_t spotify, euria; /* facets undecided */
};
struct store_call *store_count_todo(struct store *store, const struct todo_filter *filter,
                                    void (*done)(void *data, const struct todo_counts *counts,
                                                 const struct err *err),
                                    void *data);

#endif
