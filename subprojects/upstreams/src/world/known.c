#include "world/known.h"

#include <stddef.h>

#define RIGHT(title, date)                                                                         \
	{                                                                                          \
		LISTING_RIGHT, NULL, title, date, NULL                                             \
	}
#define CREDIT(name)                                                                               \
	{                                                                                          \
		{                                                                                  \
			name, "", ""                                                               \
		}                                                                                  \
	}

/* clang-format off */
const struct known known_releases[] = {
	{25118110, 2022, 1992, KIND_PUNCTUATION, "T.V. Sky", CREDIT("The Young Gods"), "[PIAS] Le Label", "2LP", "Rock", "Industrial", NULL,
		{RIGHT("T.V. Sky", "1992-02-07"), {LISTING_LIVE, NULL, "Live Sky Tour", "1993", NULL}}},
	{35436085, 2025, 1995, KIND_PLAIN, "Only Heaven", CREDIT("The Young Gods"), "[PIAS] Recordings", "2LP", "Rock", "Industrial", NULL,
		{RIGHT("Only Heaven", "1995-06-12")}},
	{18262144, 2021, 1987, KIND_SELF_TITLED, "The Young Gods", CREDIT("The Young Gods"), "Two Gentlemen Records", "LP", "Rock", "Industrial", NULL,
		{{LISTING_ALBUM, NULL, "L'Eau rouge", "1989", NULL}, RIGHT("The Young Gods", "1987")}},
	{16005957, 0, 1980, KIND_PLAIN, "In The Flat Field", CREDIT("Bauhaus"), "4AD", "LP", "Rock", "Post-Punk", NULL,
		{{LISTING_TRIBUTE, "The Flat Field Players", "In the Flat Field: A Tribute to Bauhaus", "2008", NULL}, RIGHT("In the Flat Field", "1980-11-03")}},
	{13712296, 2019, 1967, KIND_PLAIN, "Disraeli Gears", CREDIT("Cream (2)"), "Polydor", "LP", "Rock", "Blues Rock", NULL,
		{{LISTING_NAMESAKE, "Cream", "Gears", "2015", "single"}, RIGHT("Disraeli Gears", "1967-11-02"), {LISTING_DELUXE, NULL, "Disraeli Gears (Deluxe Edition)", "1967", NULL}}},
	{0, 2003, 1967, KIND_PLAIN, "The Story Of Simon Simopath", CREDIT("Nirvana (2)"), "Island Records", "CD", "Rock", "Psychedelic Rock", NULL,
		{{LISTING_NAMESAKE, "Nirvana", "Nevermind (Remastered)", "1991-09-26", NULL}, RIGHT("The Story of Simon Simopath", "1967"), {LISTING_NAMESAKE, "Nirvana", "Nevermind", "1991-09-24", NULL}}},
	{0, 1986, 1986, KIND_PLAIN, "The Final Countdown", CREDIT("Europe (2)"), "Epic", "LP", "Rock", "Hard Rock", NULL,
		{{LISTING_KARAOKE, "Karaoke Carousel", "The Final Countdown (Karaoke Version)", "2012", "single"}, {LISTING_TRIBUTE, "The Countdown Players", "The Final Countdown (Tribute to Europe)", "2010", "single"}, RIGHT("The Final Countdown (Expanded Edition)", "1986-05-26")}},
	{0, 2016, 1994, KIND_SELF_TITLED, "Weezer", CREDIT("Weezer"), "Geffen Records", "LP", "Rock", "Alternative Rock", NULL,
		{{LISTING_SELF_TITLED, NULL, "Weezer (Green Album)", "2001-05-15", NULL}, {LISTING_SELF_TITLED, NULL, "Weezer (Teal Album)", "2019-01-24", NULL}, RIGHT("Weezer", "1994-05-10"), {LISTING_DELUXE, NULL, "Weezer (Deluxe Edition)", "1994-05-10", NULL}, {LISTING_SELF_TITLED, NULL, "Weezer (Red Album)", "2008-06-03", NULL}}},
	{18861868, 2020, 1971, KIND_UNTITLED, "Untitled", CREDIT("Led Zeppelin"), "Atlantic", "LP", "Rock", "Hard Rock", NULL,
		{{LISTING_SELF_TITLED, NULL, "Led Zeppelin (Remaster)", "1969-01-12", NULL}, {LISTING_REMASTER, NULL, "Led Zeppelin IV (Remaster)", "1971-11-08", NULL}, {LISTING_DELUXE, NULL, "Led Zeppelin IV (Deluxe Edition; Remaster)", "1971-11-08", NULL}}},
	{19502752, 2020, 1969, KIND_VOLUME, "Led Zeppelin II", CREDIT("Led Zeppelin"), "Atlantic", "LP", "Rock", "Hard Rock", NULL,
		{{LISTING_VOLUME, NULL, "Led Zeppelin III (Remaster)", "1970-10-05", NULL}, {LISTING_REMASTER, NULL, "Led Zeppelin II (Remaster)", "1969-10-22", NULL}}},
	{11606339, 2018, 1977, KIND_PUNCTUATION, "\"Heroes\"", CREDIT("David Bowie"), "Parlophone", "LP", "Rock", "Art Rock", NULL,
		{{LISTING_SAME_TITLE, "Philip Glass", "\"Heroes\" Symphony", "1997", NULL}, {LISTING_REMASTER, NULL, "\"Heroes\" (2017 Remaster)", "1977-10-14", NULL}}},
	{0, 2006, 2006, KIND_PLAIN, "Ys", CREDIT("Joanna Newsom"), "Drag City", "2LP", "Folk, World, & Country", "Folk", NULL,
		{{LISTING_SAME_TITLE, "Joanna", "Ys", "2019", "single"}}},
	{0, 1968, 1968, KIND_PLAIN, "Switched-On Bach", CREDIT("Walter Carlos"), "Columbia Masterworks", "LP", "Electronic", "Modern Classical", NULL,
		{{LISTING_SAME_TITLE, "The Moog Machine", "Switched-On Rock", "1969", NULL}}},
	{0, 1998, 1972, KIND_VARIOUS, "Nuggets: Original Artyfacts From The First Psychedelic Era 1965-1968", CREDIT("Various"), "Rhino Records (2)", "3CD", "Rock", "Garage Rock", NULL,
		{{LISTING_VOLUME, "Various Artists", "Nuggets II: Original Artyfacts From The British Empire And Beyond, 1964-1969", "2001", "compilation"}, {LISTING_RIGHT, NULL, "Nuggets: Original Artyfacts From The First Psychedelic Era 1965-1968", "1972", "compilation"}}},
	{10316646, 2017, 1977, KIND_SOUNDTRACK, "Saturday Night Fever (The Original Movie Sound Track)", CREDIT("Various"), "Capitol Records", "2LP", "Funk / Soul", "Disco", NULL,
		{{LISTING_CAST, "Original London Cast", "Saturday Night Fever (Original London Cast Recording)", "1998", NULL}, {LISTING_RIGHT, NULL, "Saturday Night Fever (The Original Movie Soundtrack)", "1977-11-15", "compilation"}}},
	{0, 1996, 1996, KIND_PUNCTUATION, "DJ-Kicks:", CREDIT("Kruder & Dorfmeister"), "Studio !K7", "CD", "Electronic", "Downtempo", NULL,
		{{LISTING_SAME_TITLE, "Nightmares On Wax", "DJ-Kicks (Nightmares on Wax)", "2000", "compilation"}, {LISTING_RIGHT, NULL, "DJ-Kicks (Kruder & Dorfmeister)", "1996-08-19", "compilation"}, {LISTING_ALBUM, NULL, "The K&D Sessions", "1998-10-05", NULL}}},
	{0, 1983, 1983, KIND_PLAIN, "Soul Mining", CREDIT("The The"), "Some Bizzare", "LP", "Rock", "New Wave", NULL,
		{{LISTING_SAME_TITLE, "The Miners", "Soul Mining", "2017", "single"}, RIGHT("Soul Mining", "1983-10-21")}},
	{0, 1980, 1980, KIND_PLAIN, "The Age Of Plastic", {{"The Buggles", "", "Buggles"}}, "Island Records", "LP", "Electronic", "New Wave", NULL,
		{{LISTING_KARAOKE, "Sing Along Studio", "The Age of Plastic (Karaoke Version)", "2014", "single"}, RIGHT("The Age Of Plastic", "1980-01-10")}},
	{0, 1984, 1984, KIND_PUNCTUATION, "Zen Arcade", CREDIT("Hüsker Dü"), "SST Records", "2LP", "Rock", "Hardcore", NULL,
		{RIGHT("Zen Arcade", "1984-07-01")}},
	{0, 2004, 2004, KIND_PUNCTUATION, "Louden Up Now", CREDIT("!!!"), "Warp Records", "CD", "Electronic", "Disco", NULL,
		{RIGHT("Louden Up Now", "2004-06-08")}},
	{0, 1998, 1997, KIND_PUNCTUATION, "F♯A♯∞", CREDIT("Godspeed You Black Emperor!"), "Kranky", "CD", "Rock", "Post Rock", "Godspeed You! Black Emperor",
		{RIGHT("F# A# Infinity", "1998-06-09")}},
	{0, 1988, 1988, KIND_NON_LATIN, "Группа Крови", CREDIT("Кино"), "Мороз Рекордз", "LP", "Rock", "New Wave", NULL,
		{{LISTING_TRIBUTE, "КИНОпробы", "Группа крови", "2000", NULL}, RIGHT("Группа крови", "1988")}},
	{0, 1976, 1969, KIND_PARALLEL_TITLE, "Abbey Road = アビイ・ロード", {{"The Beatles", "", "The Beatles = ザ・ビートルズ"}}, "Apple Records", "LP", "Rock", "Pop Rock", NULL,
		{{LISTING_TRIBUTE, "The Crossing Band", "Abbey Road (A Tribute to The Beatles)", "2011", NULL}, {LISTING_REMASTER, NULL, "Abbey Road (Remastered)", "1969-09-26", NULL}, {LISTING_DELUXE, NULL, "Abbey Road (Super Deluxe Edition)", "1969-09-26", NULL}}},
	{0, 1973, 1973, KIND_COMPILATION, "1967-1970", CREDIT("The Beatles"), "Apple Records", "2LP", "Rock", "Pop Rock", NULL,
		{{LISTING_VOLUME, NULL, "The Beatles 1962 - 1966 (Remastered)", "1973-04-19", "compilation"}, {LISTING_REMASTER, NULL, "The Beatles 1967 - 1970 (Remastered)", "1973-04-19", "compilation"}}},
	{0, 1978, 1978, KIND_PUNCTUATION, "Die Mensch·Maschine", CREDIT("Kraftwerk"), "Kling Klang", "LP", "Electronic", "Electro", NULL,
		{{LISTING_LANGUAGE, NULL, "The Man-Machine (2009 Remaster)", "1978-05-19", NULL}, {LISTING_REMASTER, NULL, "Die Mensch-Maschine (2009 Remaster)", "1978-05-19", NULL}}},
	{0, 2000, 2000, KIND_PLAIN, "Kid A", CREDIT("Radiohead"), "Parlophone", "2LP", "Electronic", "Alternative Rock", NULL,
		{{LISTING_TRIBUTE, "Vitamin String Quartet", "Strung Out On Kid A: The String Quartet Tribute", "2001", NULL}, {LISTING_ALBUM, NULL, "KID A MNESIA", "2021-11-05", NULL}, RIGHT("KID A", "2000-10-02")}},
	{0, 1997, 1997, KIND_PLAIN, "Homework", CREDIT("Daft Punk"), "Virgin", "2LP", "Electronic", "House", NULL,
		{{LISTING_REMIX, NULL, "Homework (Remixes)", "2022-02-22", NULL}, RIGHT("Homework", "1997-01-20")}},
	{0, 1977, 1977, KIND_PLAIN, "Rumours", CREDIT("Fleetwood Mac"), "Warner Bros. Records", "LP", "Rock", "Pop Rock", NULL,
		{{LISTING_LIVE, NULL, "Rumours Live", "2023-09-08", NULL}, {LISTING_DELUXE, NULL, "Rumours (Super Deluxe)", "1977-02-04", NULL}}},
	{0, 1972, 1972, KIND_LIVE, "Made In Japan", CREDIT("Deep Purple"), "Purple Records", "2LP", "Rock", "Hard Rock", NULL,
		{{LISTING_STUDIO, NULL, "Machine Head", "1972-03-25", NULL}, {LISTING_ALBUM, NULL, "Live in Japan", "1993", NULL}, {LISTING_REMASTER, NULL, "Made in Japan (Live / Remastered)", "1972-12-01", NULL}}},
	{0, 1995, 1995, KIND_SINGLE, "Protection", CREDIT("Massive Attack"), "Wild Bunch Records", "12\"", "Electronic", "Trip Hop", NULL,
		{{LISTING_ALBUM, NULL, "Protection", "1994-09-26", "album"}}},
	{0, 1983, 1983, KIND_SINGLE, "Blue Monday", CREDIT("New Order"), "Factory", "12\"", "Electronic", "Synth-pop", NULL,
		{{LISTING_RERECORDED, NULL, "Blue Monday '88", "1988", "single"}, {LISTING_RIGHT, NULL, "Blue Monday", "1983-03-07", "single"}, {LISTING_ALBUM, NULL, "Power, Corruption & Lies", "1983-05-02", NULL}}},
	{9371072, 2016, 1981, KIND_COMPILATION, "Greatest Hits", CREDIT("Queen"), "Virgin EMI Records", "2LP", "Rock", "Arena Rock", NULL,
		{{LISTING_VOLUME, NULL, "Greatest Hits II (Remastered)", "1991-10-28", "compilation"}, {LISTING_REMASTER, NULL, "Greatest Hits (Remastered)", "1981-11-02", "compilation"}, {LISTING_VOLUME, NULL, "Greatest Hits III", "1999-11-08", "compilation"}}},
	{0, 1970, 1970, KIND_PLAIN, "Tea For The Tillerman", CREDIT("Cat Stevens"), "Island Records", "LP", "Folk, World, & Country", "Folk Rock", "Yusuf / Cat Stevens",
		{{LISTING_RERECORDED, NULL, "Tea For The Tillerman²", "2020-09-18", NULL}, RIGHT("Tea for the Tillerman", "1970-11-23")}},
	{0, 1981, 1981, KIND_SEVERAL_ARTISTS, "My Life In The Bush Of Ghosts", {{"Brian Eno", "-", ""}, {"David Byrne", "", ""}}, "Sire", "LP", "Electronic", "Experimental", NULL,
		{{LISTING_SAME_TITLE, "The Bush Ensemble", "My Life in the Bush of Ghosts", "2013", NULL}, RIGHT("My Life in the Bush of Ghosts", "1981-02-01")}},
	{0, 1970, 1970, KIND_PUNCTUATION, "Déjà Vu", CREDIT("Crosby, Stills, Nash & Young"), "Atlantic", "LP", "Rock", "Folk Rock", NULL,
		{{LISTING_SAME_TITLE, "Nash Young", "Deja Vu", "2016", "single"}, RIGHT("Deja Vu", "1970-03-11")}},
	{0, 2015, 2015, KIND_PLAIN, "25", CREDIT("Adele (3)"), "XL Recordings", "CD", "Pop", "Ballad", NULL,
		{{LISTING_SAME_TITLE, "Adele Cara", "19 21 25", "2016", NULL}, RIGHT("25", "2015-11-20")}},
	{0, 1985, 1985, KIND_COMPILATION, "The Singles 81→85", CREDIT("Depeche Mode"), "Mute", "LP", "Electronic", "Synth-pop", NULL,
		{{LISTING_VOLUME, NULL, "The Singles 86-98", "1998-09-28", "compilation"}, {LISTING_RIGHT, NULL, "The Singles 81-85", "1985-10-15", "compilation"}}},
	{0, 1977, 1977, KIND_SOUNDTRACK, "Star Wars", {{"John Williams (4)", ",", ""}, {"The London Symphony Orchestra", "", "London Symphony Orchestra"}}, "20th Century Records", "2LP", "Stage & Screen", "Soundtrack", NULL,
		{{LISTING_SAME_TITLE, "Meco", "Star Wars And Other Galactic Funk", "1977", NULL}, {LISTING_VOLUME, NULL, "Star Wars: The Force Awakens (Original Motion Picture Soundtrack)", "2015-12-18", NULL}, RIGHT("Star Wars: A New Hope (Original Motion Picture Soundtrack)", "1977-05-25")}},
	{0, 2014, 2014, KIND_PLAIN, "1989", CREDIT("Taylor Swift"), "Big Machine Records", "2LP", "Electronic", "Synth-pop", NULL,
		{{LISTING_RERECORDED, NULL, "1989 (Taylor's Version)", "2023-10-26", NULL}, RIGHT("1989", "2014-10-27"), {LISTING_DELUXE, NULL, "1989 (Deluxe)", "2014-01-01", NULL}}},
};
/* clang-format on */
const unsigned known_count = sizeof(known_releases) / sizeof(known_releases[0]);
