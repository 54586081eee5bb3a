/* fuzz/replay.c - feeds the kept inputs of a fuzz target to it, one test each.
 *
 * replay FOLDER: the target itself is linked in. A finding aborts, as it does under libFuzzer. */
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "support/fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **entries = NULL;
	int count = argc == 2 ? scandir(argv[1], &entries, is_input, alphasort) : -1;
	if (count <= 0) {
		printf("Bail out! no inputs\n");
		return 1;
	}
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		autofree char *path = xasprintf("%s/%s", argv[1], entries[i]->d_name);
		uint64_t size;
		autofree char *bytes = file_read(path, &size);
		autofree uint8_t *exact = xcalloc(1, size); /* a read past the end is seen */
		memcpy(exact, bytes, size);
		LLVMFuzzerTestOneInput(exact, size);
		printf("ok %d - %s\n", i + 1, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return 0;
}
