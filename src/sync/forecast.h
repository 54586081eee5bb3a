/* sync/forecast.h - what a dry run finds: how many albums and artists are new, and what they would
 * cost. Counts each release and artist once, however often it stands in the collection. */
#ifndef SYNC_FORECAST_H
#define SYNC_FORECAST_H
#include "model/album.h"
#include "sync/progress.h"

struct forecast;

struct forecast *forecast_create(void);
void forecast_add(struct forecast *forecast, const struct album *album);
/* Fills `out`, but for the pages of the collection themselves, and frees the forecast. Descriptions
 * come so many a request; 0 = 1. A NULL forecast does nothing. */
void forecast_finish(struct forecast *forecast, unsigned albums_per_request,
                     struct progress_forecast *out);

#endif
