#include "providers/euria_answer.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "providers/outside.h"
#include "support/test.h"

#include <string.h>

/* --- reading ------------------------------------------------------------------------------ */

static void a_completion_gives_its_text_trimmed(void **state)
{
	(void)state;
	autofree char *body = data_read("euria_completion.json");
	struct arena *arena = arena_create();
	bool cut_off = true;
	struct err err;
	const char *text = euria_parse_completion(arena, body, strlen(body), &cut_off, &err);
	assert_non_null(text);
	assert_string_equal(text, "Un disque nocturne, entre dub et folk, où les voix restent en "
	                          "retrait. On y entend « la mer », dit-on…");
	assert_false(cut_off);
	arena_destroy(arena);
}

static void contents_of_any_kind_are_read(void **state)
{
	static const struct {
		const char *choice, *text;
		bool cut_off;
	} cases[] = {
	    {"{\"message\":{\"content\":\"Calm.\"},\"finish_reason\":\"stop\"}", "Calm.", false},
	    {"{\"message\":{\"content\":\"Calm.\"},\"finish_reason\":null}", "Calm.", false},
	    {"{\"message\":{\"content\":\"Calm.\"}}", "Calm.", false},
	    {"{\"message\":{\"content\":\"Cal\"},\"finish_reason\":\"length\"}", "Cal", true},
	    {"{\"message\":{\"content\":\"Cal\"},\"finish_reason\":\"content_filter\"}", "Cal",
	     true},
	    {"{\"message\":{\"content\":null},\"finish_reason\":\"stop\"}", "", false},
	    {"{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}", "", false},
	    {"{\"message\":{\"content\":\" \\n\\t\\r \"},\"finish_reason\":\"stop\"}", "", false},
	    {"{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"Calm.\"}]}}", "", false},
	    {"{\"message\":{\"role\":\"assistant\"},\"finish_reason\":\"stop\"}", "", false},
	    {"{\"message\":{\"content\":\"\\r\\n\\tCalm. \\n\"}}", "Calm.", false},
	    {"{\"message\":{\"content\":\"One.\\n\\nTwo.\"}}", "One.\n\nTwo.", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *body =
		    xasprintf("{\"choices\":[%s],\"usage\":null}", cases[i].choice);
		struct arena *arena = arena_create();
		bool cut_off = !cases[i].cut_off;
		struct err err = {0};
		const char *text =
		    euria_parse_completion(arena, body, strlen(body), &cut_off, &err);
		if (!text) {
			fail_msg("refused: %s\n%s", err.msg, body);
		} else {
			assert_string_equal(text, cases[i].text);
		}
		assert_int_equal(cut_off, cases[i].cut_off);
		arena_destroy(arena);
	}
}

static void bodies_that_are_no_completion_are_refused(void **state)
{
	static const char *const bodies[] = {
	    "",
	    "null",
	    "[]",
	    "{}",
	    "data: {\"choices\":[]}",
	    "upstream connect error",
	    "{\"choices\":null}",
	    "{\"choices\":[]}",
	    "{\"choices\":[null]}",
	    "{\"choices\":[{}]}",
	    "{\"choices\":[{\"message\":null}]}",
	    "{\"choices\":[{\"message\":\"Calm.\"}]}",
	    "{\"choices\":[{\"delta\":{\"content\":\"Calm.\"}}]}",
	    "{\"choices\":{\"message\":{\"content\":\"Calm.\"}}}",
	    "{\"choices\":[{\"message\":{\"content\":\"Cal",
	    "{\"choices\":[{\"message\":{\"content\":\"Calm\xE9.\"}}]}",
	    "{\"choices\":[{\"message\":{\"content\":\"Cal\\u0000m.\"}}]}",
	    "{\"result\":\"error\",\"error\":{\"code\":\"not_authorized\"}}",
	    /* an error that dresses as an answer */
	    "{\"result\":\"error\",\"choices\":[{\"message\":{\"content\":\"Calm.\"}}]}",
	    "{\"error\":{\"message\":\"Invalid Authentication\"}}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct arena *arena = arena_create();
		bool cut_off;
		struct err err = {0};
		if (euria_parse_completion(arena, bodies[i], strlen(bodies[i]), &cut_off, &err)) {
			fail_msg("taken for a completion: %s", bodies[i]);
		}
		assert_int_equal(err.code, ERR_REMOTE);
		assert_non_null(strstr(err.msg, "completion: "));
		arena_destroy(arena);
	}
}

/* --- judging ------------------------------------------------------------------------------ */

static void good_answers_are_taken(void **state)
{
	static const char *const answers[] = {
	    "Un disque nocturne, entre dub et folk, où les voix restent en retrait.",
	    "Un disque nocturne, entre dub et folk : que reste-t-il du jour ?",
	    "Quel disque ! Entre dub et folk, il garde les voix en retrait !",
	    "Un disque nocturne, entre dub et folk, où les voix s'effacent…",
	    "Un disque nocturne, entre dub et folk, où les voix s'effacent...",
	    "Entre dub et folk, ce disque porte bien son nom de « traversée ».",
	    "Entre dub et folk, on entend au loin : « la mer monte. »",
	    "Entre dub et folk, on entend au loin : «\u00a0la mer monte\u2026\u00a0»",
	    "Entre dub et folk, on entend au loin : «\u202fla mer monte\u202f!\u202f»",
	    "Entre dub et folk, les voix restent en retrait (sauf une.)",
	    "Deux phrases ici.\n\nEntre dub et folk, les voix restent en retrait.",
	    "A nocturnal record between dub and folk, its voices kept back.",
	    "A nocturnal record between dub and folk: \"the sea is rising.\"",
	    "A nocturnal record between dub and folk: “the sea is rising…”",
	    "A nocturnal record between dub and folk: ‘is the sea rising?’",
	    "Eine nächtliche Platte zwischen Dub und Folk, die Stimmen im Hintergrund.",
	    "Eine nächtliche Platte zwischen Dub und Folk: „Das Meer steigt.“",
	    "Eine nächtliche Platte zwischen Dub und Folk: »Das Meer steigt!«",
	    "Als Kind der Nacht geht diese Platte zwischen Dub und Folk spazieren.",
	    "As an airy counterpart to its predecessor, this record drifts between dub and folk.",
	    "#1 Record opens with bright guitars and closes with quiet acoustic songs.",
	    "Sorry for the noise, this record seems to say, and plays on between dub and folk.",
	    "Désolation et lumière se partagent ce disque entre dub et folk.",
	    "5 * 5 est un disque nocturne entre dub et folk, aux voix lointaines.",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct err err = {0};
		if (!euria_answer_is_good(answers[i], false, &err)) {
			fail_msg("%s: %s", err.msg, answers[i]);
		}
	}
}

static void bad_answers_are_refused_with_the_reason(void **state)
{
	static const struct {
		const char *reason, *answer;
	} cases[] = {
	    {"empty", ""},
	    {"refusal", "Je suis désolé, mais je ne dispose pas d'informations sur cet album."},
	    {"refusal", "Désolé, je ne dispose d'aucune information fiable sur cet album."},
	    {"refusal", "Désolée, je ne dispose d'aucune information fiable sur cet album."},
	    {"refusal", "Je ne peux pas décrire la musique de cet album sans plus de données."},
	    {"refusal", "Je ne suis pas en mesure de décrire la musique de cet album."},
	    {"refusal", "JE NE PEUX PAS DÉCRIRE LA MUSIQUE DE CET ALBUM SANS DONNÉES."},
	    {"refusal", "Je n'ai pas d'informations vérifiables au sujet de cet album."},
	    {"refusal", "Je n’ai pas d’informations vérifiables au sujet de cet album."},
	    {"refusal", "En tant qu’IA, je ne dispose pas de la musique de cet album."},
	    {"refusal", "En tant qu'IA, je ne dispose pas de la musique de cet album."},
	    {"refusal", "I'm sorry, but I have no information about this particular album."},
	    {"refusal", "I’m sorry, but I have no information about this particular album."},
	    {"refusal", "Sorry, I have no information about this particular album of theirs."},
	    {"refusal", "Sorry, but there is no information about this particular album."},
	    {"refusal", "I cannot describe the music of this album from the data alone."},
	    {"refusal", "I can’t describe the music of this album from the data alone."},
	    {"refusal", "As an AI, I do not have access to the music of this album."},
	    {"refusal", "As an AI language model, I do not have access to the music itself."},
	    {"refusal", "Es tut mir leid, aber zu diesem Album liegen mir keine Daten vor."},
	    {"refusal", "Ich kann die Musik dieses Albums ohne weitere Daten nicht beschreiben."},
	    {"refusal", "Als KI-Modell habe ich keinen Zugang zur Musik dieses Albums."},
	    {"refusal", "Mi dispiace, ma non ho informazioni verificabili su questo album."},
	    {"refusal", "Lo siento, pero no tengo información verificable sobre este álbum."},
	    {"placeholder", "Aucune information disponible"},
	    {"placeholder", "Night Ferry (1998) : aucune information disponible pour cet album."},
	    {"placeholder", "Night Ferry: no information available for this album at the moment."},
	    {"placeholder", "Il n'y a pas d’information disponible pour cet album de 1998."},
	    {"placeholder", "Lorem ipsum dolor sit amet, consectetur adipiscing elit sed do."},
	    {"too short", "Un disque nocturne."},
	    {"marked up", "# Night Ferry\n\nUn disque nocturne, entre dub et folk, à part."},
	    {"marked up", "### Night Ferry\nUn disque nocturne, entre dub et folk, à part."},
	    {"marked up", "**Night Ferry** est un disque nocturne, entre dub et folk."},
	    {"marked up", "Un disque **nocturne**, entre dub et folk, aux voix lointaines."},
	    {"marked up", "- Un disque nocturne.\n- Entre dub et folk, aux voix lointaines."},
	    {"marked up", "* Un disque nocturne.\n* Entre dub et folk, aux voix lointaines."},
	    {"marked up", "Ce disque est :\n* nocturne ;\n* entre dub et folk, aux voix loin."},
	    {"marked up", "Ce disque est :\n- nocturne ;\n- entre dub et folk, aux voix loin."},
	    {"marked up", "Ce disque :\n1. nocturne ;\n2. entre dub et folk, aux voix loin."},
	    {"marked up", "```json\n{\"text\": \"Un disque nocturne, entre dub et folk.\"}\n```"},
	    {"marked up", "> Un disque nocturne, entre dub et folk, aux voix lointaines."},
	    {"marked up", "| Titre | Night Ferry |\nUn disque nocturne, entre dub et folk."},
	    {"marked up", "Voici :\n## Night Ferry\nUn disque nocturne, entre dub et folk."},
	    {"marked up", "<think>Dub, folk.</think> Un disque nocturne, entre dub et folk."},
	    {"does not end", "Un disque nocturne, entre dub et folk, où les voix restent en"},
	    {"does not end", "{\"description\": \"Un disque nocturne, entre dub et folk.\"}"},
	    {"does not end", "Un disque nocturne, entre dub et folk, dit « traversée »"},
	    {"does not end", "Un disque nocturne, entre dub et folk (aux voix lointaines)"},
	    {"does not end", "Un disque nocturne, entre dub et folk, aux voix lointaines :"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = {0};
		if (euria_answer_is_good(cases[i].answer, false, &err)) {
			fail_msg("taken, though %s: %s", cases[i].reason, cases[i].answer);
		}
		assert_int_equal(err.code, ERR_REMOTE);
		if (!strstr(err.msg, cases[i].reason)) {
			fail_msg("\"%s\", not %s: %s", err.msg, cases[i].reason, cases[i].answer);
		}
	}
}

static void a_cut_answer_is_refused_however_good_it_looks(void **state)
{
	(void)state;
	struct err err;
	assert_false(euria_answer_is_good(
	    "Un disque nocturne, entre dub et folk, où les voix restent en retrait.", true, &err));
	assert_non_null(strstr(err.msg, "cut off"));
}

static void the_length_must_be_between_40_and_2000_bytes(void **state)
{
	static const struct {
		size_t length;
		bool good;
		const char *reason;
	} cases[] = {
	    {39, false, "too short"}, {40, true, ""}, {2000, true, ""}, {2001, false, "too long"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autobuf text = {0};
		while (text.length + 1 < cases[i].length) {
			buf_puts(&text, text.length % 6 == 5 ? " " : "x");
		}
		buf_puts(&text, ".");
		struct err err = {0};
		assert_int_equal(euria_answer_is_good(text.bytes, false, &err), cases[i].good);
		assert_non_null(strstr(err.msg, cases[i].reason));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_completion_gives_its_text_trimmed),
	    cmocka_unit_test(contents_of_any_kind_are_read),
	    cmocka_unit_test(bodies_that_are_no_completion_are_refused),
	    cmocka_unit_test(good_answers_are_taken),
	    cmocka_unit_test(bad_answers_are_refused_with_the_reason),
	    cmocka_unit_test(a_cut_answer_is_refused_however_good_it_looks),
	    cmocka_unit_test(the_length_must_be_between_40_and_2000_bytes),
	};
	return cmocka_run_group_tests_name("euria_answer", tests, NULL, NULL);
}
