#include "support/dies.h"

#include "support/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SURVIVED 77

bool dies(void (*fn)(void *data), void *data)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit no_core = {0, 0};
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		fn(data);
		_exit(SURVIVED);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	return !WIFEXITED(status) || WEXITSTATUS(status) != SURVIVED;
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
