/* support/scarce.h - memory that runs out while the code under test asks for it.
 *
 * A test that uses this is linked with -Wl,--wrap for malloc, calloc, realloc, strdup and vasprintf
 * (see tests/meson.build), so that what our own code asks for comes here, and what libraries ask
 * for through our functions. Works under a sanitizer, which keeps its own malloc behind this. */
#ifndef SUPPORT_SCARCE_H
#define SUPPORT_SCARCE_H

/* Runs `scenario` in a child process again and again, and lets its first, second, third, …
 * allocation fail, every `stride`th. Fails the test where such a child does anything but say that
 * memory is exhausted and abort. Ends with the run that needs fewer allocations, which must go
 * well, and returns how many there are. */
unsigned every_allocation_is_wanted(void (*scenario)(void *data), void *data, unsigned stride);

#endif
