"""The same manners at a unix socket."""

import socket

from clients import HEALTHZ, Siege, connect_many, exchange, reset, send_some, take_replies
from clients_requests import LAST, hold_pipeline, hold_table
from trials import trial


@trial("clients", "a unix socket: what nobody should send, crowds, half-closed", short=True)
def unix_socket(ground):
    siege = Siege(ground, limit_mb=64)
    path = str(siege.service.folder / "socket")
    at_path = socket.socket(socket.AF_UNIX)
    at_path.bind(path)
    at_path.listen(1024)
    siege.service.sockets = [socket.create_server(("127.0.0.1", 0), backlog=1024), at_path]
    with siege:
        url = "unix:" + path
        hold_table(ground, url)
        hold_pipeline(ground, url, 200)
        clients = siege.keep(connect_many(url, ground.times(300, 3000)))
        ground.tried(len(clients))
        for i, client in enumerate(clients):
            send_some(client, (b"", b"G", HEALTHZ)[i % 3])
            if i % 4 == 1:
                reset(client)
            elif i % 4 == 2:
                client.shutdown(socket.SHUT_WR)
        received, _ = exchange(url, LAST)
        ground.hold([r.status for r in take_replies(received)[0]] == [200], f"{received[:200]}")
    for listener in siege.service.sockets:
        listener.close()
