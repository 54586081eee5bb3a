#include "match/obi.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Longer terms stand before those they begin with. */
static const char *const terms[][2] = {
    {"オリジナル・サウンドトラック", "original soundtrack"},
    {"オリジナルサウンドトラック", "original soundtrack"},
    {"サウンドトラック", "soundtrack"},
    {"サウンド・トラック", "soundtrack"},
    {"サントラ", "soundtrack"},
    {"デラックス・エディション", "deluxe edition"},
    {"デラックスエディション", "deluxe edition"},
    {"デラックス", "deluxe"},
    {"エクスパンデッド", "expanded"},
    {"エディション", "edition"},
    {"ヴァージョン", "version"},
    {"バージョン", "version"},
    {"ボーナス・トラック", "bonus track"},
    {"ボーナストラック", "bonus track"},
    {"デジタル・リマスター", "digital remaster"},
    {"デジタルリマスター", "digital remaster"},
    {"リマスタード", "remastered"},
    {"リマスター", "remaster"},
    {"リミックス", "remix"},
    {"リミテッド", "limited"},
    {"スペシャル", "special"},
    {"アニヴァーサリー", "anniversary"},
    {"アニバーサリー", "anniversary"},
    {"モノラル", "mono"},
    {"ステレオ", "stereo"},
    {"アンプラグド", "unplugged"},
    {"アコースティック", "acoustic"},
    {"インストゥルメンタル", "instrumental"},
    {"インストルメンタル", "instrumental"},
    {"インスト", "instrumental"},
    {"カラオケ", "karaoke"},
    {"トリビュート", "tribute"},
    {"ライヴ", "live"},
    {"ライブ", "live"},
    {"デモ", "demo"},
    {"ベスト・オブ", "best of"},
    {"ベスト・アルバム", "best of"},
    {"ベストアルバム", "best of"},
    {"グレイテスト・ヒッツ", "greatest hits"},
    {"シングル", "single"},
    {"紙ジャケット仕様", "limited edition"},
    {"紙ジャケット", "limited edition"},
    {"紙ジャケ", "limited edition"},
    {"完全生産限定盤", "limited edition"},
    {"初回生産限定盤", "limited edition"},
    {"期間生産限定盤", "limited edition"},
    {"期間限定盤", "limited edition"},
    {"初回限定盤", "limited edition"},
    {"生産限定盤", "limited edition"},
    {"数量限定盤", "limited edition"},
    {"限定盤", "limited edition"},
    {"初回盤", "limited edition"},
    {"通常盤", "standard edition"},
    {"豪華盤", "deluxe edition"},
    {"新装盤", "reissue"},
    {"再発盤", "reissue"},
    {"国内盤", "standard edition"},
    {"日本盤", "standard edition"},
    {"輸入盤", "standard edition"},
    {"周年記念盤", "anniversary edition"},
    {"周年記念", "anniversary"},
    {"映画", "motion picture"},
};

/* The lead bytes of kana, Han and the full-width forms. */
static bool may_be_japanese(const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte >= 0xE3 && byte <= 0xEF) {
			return true;
		}
	}
	return false;
}

/* ァ to ヺ and the long mark ー: E3 82 A1 to E3 83 BC, but not the dot ・ (E3 83 BB). */
static bool is_katakana(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	if (at[0] != 0xE3 || !at[1]) {
		return false;
	}
	return (at[1] == 0x82 && at[2] >= 0xA1) ||
	       (at[1] == 0x83 && at[2] <= 0xBC && at[2] != 0xBB);
}

/* "デモ" is a demo, "デモンズ" are demons: a katakana term ends where its script pauses. */
static const char *const *term_at(const char *start, const char *at)
{
	bool inside = at - start >= 3 && is_katakana(at) && is_katakana(at - 3);
	for (size_t i = 0; i < ARRAY_LEN(terms) && !inside; i++) {
		const char *end = at + strlen(terms[i][0]);
		if (text_starts(at, terms[i][0]) && !(is_katakana(at) && is_katakana(end))) {
			return terms[i];
		}
	}
	return NULL;
}

const char *obi_to_english(struct arena *arena, const char *text)
{
	if (!may_be_japanese(text)) {
		return text;
	}
	autobuf english = {0};
	for (const char *at = text; *at;) {
		const char *const *term = (unsigned char)*at >= 0xE3 ? term_at(text, at) : NULL;
		if (term) {
			buf_printf(&english, " %s ", term[1]);
			at += strlen(term[0]);
		} else {
			buf_append(&english, at++, 1);
		}
	}
	return arena_strndup(arena, english.bytes, english.length);
}
