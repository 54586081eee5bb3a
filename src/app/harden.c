#include "app/harden.h"

#include "base/log.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* LeakSanitizer, a part of AddressSanitizer, looks at the process with ptrace() when it ends, which
 * one that is not dumpable refuses. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_LEAK_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(leak_sanitizer)
#define HAS_LEAK_SANITIZER 1
#endif
#endif
#ifndef HAS_LEAK_SANITIZER
#define HAS_LEAK_SANITIZER 0
#endif

void harden_process(void)
{
	const struct rlimit none = {0, 0};
	/* For where the other cannot be. A sandbox may refuse it. */
	bool limited = setrlimit(RLIMIT_CORE, &none) == 0;
	if (HAS_LEAK_SANITIZER ? !limited : prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
		log_warn("sillon: core dumps cannot be switched off: %s", strerror(errno));
	}
	umask(umask(0) | S_IRWXO);
}
