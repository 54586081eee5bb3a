import pytest
from service import UNPACED, Service, Upstreams


@pytest.fixture
def make_upstreams(tmp_path):
    made = []

    def make(*arguments):
        made.append(Upstreams(tmp_path, *arguments))
        return made[-1]

    yield make
    for upstreams in made:
        upstreams.stop()


@pytest.fixture
def make_service(tmp_path):
    made = []

    def make(upstreams=None, config="", paced=False, **options):
        text = config if paced else UNPACED + config
        made.append(Service(tmp_path, upstreams, text, **options))
        return made[-1]

    yield make
    for service in made:
        if service.process and service.process.poll() is None:
            service.stop()


@pytest.fixture
def upstreams(make_upstreams):
    return make_upstreams("--unpaced")


@pytest.fixture
def service(make_service, upstreams):
    return make_service(upstreams).start()
