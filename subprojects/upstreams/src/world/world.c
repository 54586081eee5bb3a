#include "world/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/draw.h"
#include "base/memory.h"
#include "world/file.h"
#include "world/names.h"
#include "world/titles.h"
#include "world/world_inside.h"

struct world *world_create(uint64_t seed, const char *file, char *error, size_t error_size)
{
	struct world *world = xcalloc(1, sizeof(*world));
	world->seed = seed;
	given_init(&world->given, seed);
	if (!file) {
		given_add_known(&world->given);
	} else if (!file_load(&world->given, file, error, error_size)) {
		world_destroy(world);
		return NULL;
	}
	world->generator = (struct generator){seed, world->given.artist_count};
	world_number_listed(world);
	return world;
}

void world_destroy(struct world *world)
{
	if (world) {
		given_finish(&world->given);
		free(world->listed);
		free(world);
	}
}

uint32_t world_given_count(const struct world *world)
{
	return world->given.count;
}

uint32_t world_release_of(const struct world *world, uint32_t slot)
{
	uint32_t given = world->given.count;
	return slot < given ? world->given.releases[slot].release
	                    : given + generate_release_of(slot - given);
}

uint32_t world_work_of(const struct world *world, uint32_t slot)
{
	uint32_t given = world->given.count;
	return slot < given ? world->given.releases[slot].work
	                    : given + generate_work_of(slot - given);
}

void world_release(const struct world *world, uint32_t slot, struct room *room, struct release *out)
{
	slot = world_release_of(world, slot);
	if (slot < world->given.count) {
		*out = world->given.releases[slot].facts;
		return;
	}
	generate_release(&world->generator, slot - world->given.count, room, out);
}

void world_work(const struct world *world, uint32_t slot, struct room *room, struct release *out)
{
	if (slot < world->given.count) {
		*out = world->given.releases[slot].facts;
		return;
	}
	generate_work(&world->generator, slot - world->given.count, room, out);
}

bool world_find_release(const struct world *world, uint32_t id, uint32_t *slot)
{
	if (given_find(&world->given, id, slot)) {
		return true;
	}
	uint32_t number;
	if (!generate_number_of_id(id, &number)) {
		return false;
	}
	*slot = world->given.count + number;
	return true;
}

bool world_find_master(const struct world *world, uint32_t id, uint32_t *slot)
{
	if (given_find_master(&world->given, id, slot)) {
		return true;
	}
	uint32_t number;
	if (!generate_number_of_master(id, &number)) {
		return false;
	}
	*slot = world->given.count + number;
	return true;
}

uint32_t world_artist_count(const struct world *world, uint32_t slots)
{
	uint32_t given = world->given.count;
	uint32_t invented = slots > given ? generate_band_count(slots - given) : 0;
	return world->given.artist_count + invented;
}

/* One in 25 has lost its article on Spotify. */
static const char *altered_name(const struct world *world, uint32_t number, const char *name)
{
	if (draw(world->seed, TOPIC_ALTERED_NAME, number) % 25) {
		return name;
	}
	return strncmp(name, "The ", 4) == 0 ? name + 4 : name;
}

static void artist_known(const struct given_artist *from, struct room *room, struct artist *out)
{
	out->on_spotify = from->listed;
	out->spotify_name =
	    from->spotify_name ? from->spotify_name : title_without_number(from->name, room);
}

void world_artist(const struct world *world, uint32_t number, struct room *room, struct artist *out)
{
	memset(out, 0, sizeof(*out));
	if (number == ARTIST_VARIOUS) {
		*out = (struct artist){
		    .id = 194, .name = "Various", .spotify_name = "Various Artists"};
		return;
	}
	const struct given *given = &world->given;
	if (number < given->artist_count) {
		out->id = given->artists[number].id;
		out->name = given->artists[number].name;
		if (given->artists[number].known) {
			artist_known(&given->artists[number], room, out);
			return;
		}
	} else {
		uint32_t band = number - given->artist_count;
		out->id = generate_band_id(band);
		out->name = name_band(world->seed, band, room);
	}
	const char *plain = title_without_number(out->name, room);
	uint64_t drawn = draw(world->seed, TOPIC_FACE, number);
	out->spotify_name = altered_name(world, number, plain);
	out->on_spotify = pick(drawn, 14) != 0;
	out->has_namesake = plain != out->name || pick_low(drawn, 6) == 0;
	out->has_tribute = mix64(drawn) % 5 == 0;
}
