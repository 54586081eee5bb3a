"""Killed without warning, and started again."""

import time

import promises
from service import SYNC
from trials import trial


@trial("machine", "kill -9 at random moments of a sync", short=True)
def killed_in_mid_sync(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(120, 600)))
    service = ground.service(upstreams)
    before = set()
    for _ in range(ground.times(5, 300)):
        service.start()
        service.post(SYNC)
        time.sleep(ground.random.expovariate(1 / 0.15))  # the moment is what is tried
        service.kill()
        ground.tried()
        promises.catalogue_is_sound(ground, service.database)
        promises.nothing_is_gone(ground, before, service.database)
        before = promises.rows(service.database)
    service.start()
    promises.the_rest_is_done(ground, service, upstreams)
    promises.catalogue_is_sound(ground, service.database)
    promises.nothing_is_gone(ground, before, service.database)
    promises.no_rule_is_broken(ground, upstreams)
