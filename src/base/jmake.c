#include "base/jmake.h"

#include "base/mem.h"

void jmake_use_mem(void)
{
	json_set_alloc_funcs(xmalloc, free);
}

json_t *jmake_texts(const char *const *texts, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		json_array_append_new(list, json_string(texts[i]));
	}
	return list;
}

char *jmake_line(json_t *stolen)
{
	char *text = json_dumps(stolen, JSON_COMPACT);
	json_decref(stolen);
	if (!text) {
		abort();
	}
	return text;
}
