/* app/exit.h - the program's exit statuses, as its users script against them. */
#ifndef APP_EXIT_H
#define APP_EXIT_H

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* the operation failed or ended with errors */
	EXIT_USAGE = 2,  /* usage or configuration error */
};

#endif
