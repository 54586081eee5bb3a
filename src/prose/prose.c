#include "prose/prose.h"

#include "base/arena.h"
#include "base/mem.h"
#include "prose/dates.h"
#include "prose/echo.h"
#include "prose/form.h"
#include "prose/language.h"
#include "prose/markup.h"
#include "prose/names.h"
#include "prose/passage.h"
#include "prose/quotes.h"
#include "prose/refusal.h"
#include "prose/years.h"

/* The first that finds fault tells why. */
static const char *(*const checks[])(const struct passage *) = {
    refusal_fault,  form_fault,  markup_fault, echo_fault,
    language_fault, years_fault, dates_fault,  quotes_fault,
};

static const char *fault_of(const struct passage *passage)
{
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		const char *fault = checks[i](passage);
		if (fault) {
			return fault;
		}
	}
	return NULL;
}

static void check_names(const struct passage *passage, struct prose_report *out)
{
	struct arena *arena = passage->arena;
	const char **names = arena_alloc(arena, PROSE_NAMES_MAX + 1, sizeof(*names));
	size_t count = names_find(passage, names, PROSE_NAMES_MAX + 1);
	if (count > PROSE_NAMES_MAX) {
		out->verdict = PROSE_BAD;
		out->reason = "the answer is full of names that are not among the facts";
	} else if (count > 0) {
		*out = (struct prose_report){
		    .verdict = PROSE_UNVERIFIED,
		    .reason = arena_printf(arena, "the name %s is not among the facts", names[0]),
		    .names = names,
		    .name_count = count,
		};
	}
}

void prose_check(struct arena *arena, const struct prose_task *task, const char *text,
                 struct prose_report *out)
{
	*out = (struct prose_report){.verdict = PROSE_BAD, .reason = form_text_fault(text)};
	if (out->reason) {
		return;
	}
	struct passage passage;
	passage_read(arena, task, text, &passage);
	out->reason = fault_of(&passage);
	if (!out->reason) {
		out->verdict = PROSE_GOOD;
		check_names(&passage, out);
	}
}
