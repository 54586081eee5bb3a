#include "sync/story.h"

#include "base/err.h"
#include "base/log.h"
#include "sync/progress.h"

#include <stdarg.h>
#include <stdio.h>

/* Between the walls of the box, in columns of a terminal; two rows of the box that its users know
 * are one wider. */
#define BOX_COLUMNS 56

void story_begin(void)
{
	log_info("🔄 Début synchronisation Discogs - Mode: AJOUTER SEULEMENT LES NOUVEAUX");
	log_info("📡 Récupération collection Discogs...");
}

void story_collection(int64_t item_count)
{
	log_info("✅ %lld albums trouvés dans la collection Discogs", (long long)item_count);
}

static void tell_place(const struct progress *progress)
{
	log_info("[Album %lld/%lld]", (long long)progress_current(progress),
	         (long long)progress->count.total);
}

void story_album(const struct progress *progress, const struct album *album,
                 const struct enrich_result *result)
{
	tell_place(progress);
	for (size_t i = 0; i < album->credit_count; i++) {
		if (album->credits[i].is_new) {
			log_info("✨ Nouvel artiste créé: %s", album->credits[i].name);
		}
	}
	for (size_t i = 0; i < result->new_image_count; i++) {
		log_info("🎤 Image artiste Spotify ajoutée: %s", result->new_images[i]);
	}
	if (result->link_found) {
		log_info("🎵 URL Spotify album trouvée: %s", album->title);
	}
	if (album->cover_url) {
		log_info("📸 Image Discogs album ajoutée: %s", album->title);
	}
	if (result->description_found) {
		log_info("🤖 Description IA Euria générée: %s", album->title);
	}
	if (result->failed) {
		log_warn("❌ Enrichissement incomplet (%s): %s: %s", result->stage, album->title,
		         result->err->msg);
		return;
	}
	log_info("✅ [%lld] Album importé et enrichi: %s", (long long)progress->count.synced,
	         album->title);
}

void story_known(const struct progress *progress, const struct album *album)
{
	tell_place(progress);
	log_info("⏭️  Album existe déjà (ID Discogs: %lld): %s", (long long)album->discogs_id,
	         album->title);
}

/* Columns that a text takes: the emoji of the report are two wide, all else is one; continuation
 * bytes and the variation selector U+FE0F take none. */
static int columns_of(const char *text)
{
	int columns = 0;
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if ((*at & 0xC0) == 0x80) {
			continue;
		}
		bool selector = at[0] == 0xEF && at[1] == 0xB8 && at[2] == 0x8F;
		bool emoji = at[0] == 0xF0 ||
		             (at[0] == 0xE2 && (at[1] == 0x9C || at[1] == 0x9D || at[1] == 0x8F));
		columns += selector ? 0 : emoji ? 2 : 1;
	}
	return columns;
}

static void __attribute__((format(printf, 2, 3))) tell_row(int columns, const char *fmt, ...)
{
	char text[160];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	int padding = columns - columns_of(text);
	log_info("║%s%*s║", text, padding > 0 ? padding : 0, "");
}

void story_end(const struct progress *progress)
{
	const struct progress_counters *count = &progress->count;
	log_info("╔════════════════════════════════════════════════════════╗");
	log_info("║           ✅ SYNCHRONISATION DISCOGS TERMINÉE          ║");
	log_info("╠════════════════════════════════════════════════════════╣");
	log_info("║  📊 RÉSULTATS:                                          ║");
	tell_row(BOX_COLUMNS, "    ✨ %3lld albums AJOUTÉS (nouveau)", (long long)count->imported);
	tell_row(BOX_COLUMNS, "    ⏭️ %3lld albums ignorés (existence)",
	         (long long)count->skipped);
	tell_row(BOX_COLUMNS + 1, "    ❌ %2lld erreurs", (long long)count->errors);
	tell_row(BOX_COLUMNS, "    🎤 %3lld images artistes ajoutées",
	         (long long)count->artist_images);
	log_info("╚════════════════════════════════════════════════════════╝");
}
