#include "world/lists.h"

#define LIST(name, ...)                                                                            \
	static const char *const name##_words[] = {__VA_ARGS__};                                   \
	const struct list list_##name = {name##_words,                                             \
	                                 sizeof(name##_words) / sizeof(name##_words[0])}

/* clang-format off */
LIST(ru_adjectives,
	"Северный", "Южный", "Тихий", "Белый", "Синий", "Дальний", "Новый", "Старый", "Ночной", "Утренний",
	"Зимний", "Летний", "Красный", "Медный", "Железный", "Стеклянный", "Пустой", "Полный", "Лунный", "Звёздный",
	"Городской", "Речной", "Морской", "Горный", "Лёгкий", "Тёмный", "Светлый", "Быстрый", "Вечный", "Простой",
	"Первый", "Последний", "Чужой", "Бумажный", "Каменный", "Серебряный");
LIST(ru_nouns,
	"Ветер", "Берег", "Город", "Дом", "Дождь", "Снег", "Свет", "Маяк", "Остров", "Вокзал",
	"Поезд", "Причал", "Сад", "Сон", "Лес", "Мост", "Парус", "Путь", "Океан", "Огонь",
	"Голос", "Звук", "Театр", "Экран", "Канал", "Завод", "Квартал", "Проспект", "Вечер", "День",
	"Час", "Камень", "Корабль", "Круг", "Порог", "Шум");
LIST(ru_genitives,
	"Города", "Ветра", "Севера", "Зимы", "Весны", "Тишины", "Реки", "Ночи", "Дороги", "Памяти",
	"Времени", "Неба", "Берега", "Света", "Улиц", "Окраин", "Детства", "Утра", "Моря", "Огня",
	"Песка", "Стекла", "Сна", "Дождя");
LIST(ja_firsts,
	"アオイ", "アカイ", "シロイ", "クロイ", "トオイ", "チイサナ", "シズカナ", "ヨルノ", "アサノ", "ナツノ",
	"フユノ", "ハルノ", "アキノ", "ミナミノ", "キタノ", "ヒガシノ", "ニシノ", "ウミノ", "ソラノ", "モリノ",
	"マチノ", "カワノ", "ツキノ", "ホシノ", "ユキノ", "アメノ", "カゼノ", "ヒカリノ", "カゲノ", "ガラスノ",
	"ギンノ", "キンノ", "イシノ", "ミドリノ", "サイゴノ", "サイショノ");
LIST(ja_seconds,
	"ハナ", "トリ", "フネ", "ミチ", "ハシ", "エキ", "マド", "トビラ", "ユメ", "ウタ",
	"コエ", "テガミ", "トケイ", "カガミ", "ニワ", "シマ", "ヤマ", "ナミ", "クモ", "ホシ",
	"デンシャ", "コウエン", "トウダイ", "ミナト", "ガッコウ", "エイガ", "オンガク", "ラジオ", "カメラ", "ピアノ",
	"ホテル", "サーカス", "ステージ", "パレード", "メロディー", "プラネット");
LIST(ja_thirds,
	"バンド", "グループ", "トリオ", "オーケストラ", "クラブ", "セッション", "ユニット", "サウンド", "ファクトリー",
	"スタジオ", "コレクション", "アルバム", "シアター", "シンフォニー", "ノート", "ダイアリー", "ストーリー", "ウィンドウ",
	"ライン", "サークル", "ゾーン", "カルテット", "プロジェクト", "ルーム");

const struct genre genres[] = {
	{"Rock", {"Alternative Rock", "Indie Rock", "Post-Punk", "Psychedelic Rock", "New Wave", "Art Rock"}},
	{"Electronic", {"Ambient", "Downtempo", "House", "Techno", "Trip Hop", "Synth-pop"}},
	{"Pop", {"Chanson", "Indie Pop", "Ballad", "Dream Pop", "Europop", "Vocal"}},
	{"Jazz", {"Hard Bop", "Cool Jazz", "Fusion", "Free Jazz", "Soul-Jazz", "Contemporary Jazz"}},
	{"Folk, World, & Country", {"Folk", "Country", "African", "Celtic", "Fado", "Nordic"}},
	{"Funk / Soul", {"Soul", "Funk", "Disco", "Neo Soul", "Rhythm & Blues", "Gospel"}},
	{"Classical", {"Modern", "Romantic", "Baroque", "Contemporary", "Impressionist", "Neo-Classical"}},
	{"Hip Hop", {"Boom Bap", "Instrumental", "Conscious", "Jazzy Hip-Hop", "Cut-up/DJ", "Trip Hop"}},
	{"Reggae", {"Dub", "Roots Reggae", "Rocksteady", "Ska", "Lovers Rock", "Dancehall"}},
	{"Stage & Screen", {"Soundtrack", "Score", "Theme", "Musical", "Soundtrack", "Score"}},
	{"Blues", {"Electric Blues", "Delta Blues", "Chicago Blues", "Country Blues", "Modern Electric Blues", "Blues Rock"}},
	{"Latin", {"Bossanova", "Samba", "Tango", "Salsa", "Cumbia", "Son"}},
};
const unsigned genre_count = sizeof(genres) / sizeof(genres[0]);
/* clang-format on */
