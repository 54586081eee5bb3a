#include "providers/roles.h"

void role_cancel(struct role_call *call)
{
	if (call) {
		call->cancel(call);
	}
}

const char *provider_state_name(enum provider_state state)
{
	static const char *const names[] = {
	    [PROVIDER_OK] = "ok",
	    [PROVIDER_THROTTLED] = "throttled",
	    [PROVIDER_BLOCKED] = "blocked",
	    [PROVIDER_UNAVAILABLE] = "unavailable",
	    [PROVIDER_DISABLED] = "disabled",
	};
	return names[state];
}
