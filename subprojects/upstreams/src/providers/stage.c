#include "providers/stage.h"

enum {
	DEFAULT_COPIES = 235,
	SPARE_SLOTS = 256 /* that Spotify knows ahead of the collection */
};

bool stage_open(struct stage *stage, uint64_t seed, const char *file, const uint32_t *copies,
                char *error, size_t error_size)
{
	stage->seed = seed;
	stage->world = world_create(seed, file, error, error_size);
	if (!stage->world) {
		return false;
	}
	uint32_t otherwise = file ? world_given_count(stage->world) : DEFAULT_COPIES;
	stage->collection = collection_create(stage->world, copies ? *copies : otherwise);
	stage_follow(stage);
	return true;
}

void stage_close(struct stage *stage)
{
	search_destroy(stage->search);
	collection_destroy(stage->collection);
	world_destroy(stage->world);
}

void stage_follow(struct stage *stage)
{
	uint32_t slots = collection_slots(stage->collection);
	if (stage->search && slots <= stage->searched_slots) {
		return;
	}
	search_destroy(stage->search);
	stage->searched_slots = slots + slots / 8 + SPARE_SLOTS;
	stage->search = search_create(stage->world, stage->searched_slots);
}
