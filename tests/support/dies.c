#include "support/dies.h"

#include "support/test.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SURVIVED 77

static void run_child(void (*fn)(void *data), void *data, int words)
{
	const struct rlimit no_core = {0, 0};
	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGABRT, SIG_DFL);
	dup2(words, STDERR_FILENO);
	fn(data);
	_exit(SURVIVED);
}

/* All of it, so that the child never waits for a reader; what has no room is dropped. */
static void read_words(int fd, char *words, size_t size_bytes)
{
	size_t length = 0;
	char piece[512];
	ssize_t got;
	while ((got = read(fd, piece, sizeof(piece))) > 0) {
		size_t room = size_bytes - 1 - length;
		size_t kept = (size_t)got < room ? (size_t)got : room;
		memcpy(words + length, piece, kept);
		length += kept;
	}
	words[length] = '\0';
}

enum child_end child_end_of(void (*fn)(void *data), void *data, char *words, size_t size_bytes)
{
	int ends[2], status = 0;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		run_child(fn, data, ends[1]);
	}
	close(ends[1]);
	read_words(ends[0], words, size_bytes);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SURVIVED) {
		return CHILD_RETURNED;
	}
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT ? CHILD_ABORTED : CHILD_DIED;
}

bool dies(void (*fn)(void *data), void *data)
{
	char words[1];
	return child_end_of(fn, data, words, sizeof(words)) != CHILD_RETURNED;
}

bool is_asserted(void (*fn)(void *data), void *data)
{
#ifdef NDEBUG
	(void)fn, (void)data;
	return true;
#else
	return dies(fn, data);
#endif
}
