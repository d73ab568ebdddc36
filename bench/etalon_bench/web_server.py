"""nginx on the loopback interface, as long as a block of code runs."""

import contextlib
import dataclasses
import os
import pathlib
import socket
import subprocess
import time

_CONFIGURATION = """
{user}
daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{
  log_format requests '$server_protocol $connection $status $body_bytes_sent $uri';
  access_log {work}/access.log requests;
  sendfile on;
  keepalive_requests 100000;
  client_body_temp_path {work}/body;
  proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi;
  scgi_temp_path {work}/scgi;
  server {{ listen 127.0.0.1:{port} {listen}; {certificate} root {root}; }}
}}
"""


@dataclasses.dataclass(frozen=True)
class Request:
    protocol: str
    connection: str
    status: int
    body_bytes: int
    path: str


class Server:
    def __init__(self, url, work):
        self.url = url
        self.certificate = work / "certificate.pem"  # of an https server: its own authority
        self._log = work / "access.log"

    def take_requests(self):
        """What was asked for since the last call. A request is logged once it is answered."""
        requests = [line.split() for line in self._log.read_text().splitlines()]
        os.truncate(self._log, 0)
        return [Request(p, c, int(status), int(size), path) for p, c, status, size, path in requests]


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_open(port, process):
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise OSError("nginx does not answer")


def _make_certificate(work):
    key, certificate = work / "key.pem", work / "certificate.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    subprocess.run(
        ["openssl", "req", *kind, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    return f"ssl_certificate {certificate}; ssl_certificate_key {key};"


@contextlib.contextmanager
def serve(root: pathlib.Path, work: pathlib.Path, scheme="http"):
    """A Server of the files below `root`; its own files go to `work`. With https it speaks HTTP/2."""
    port = _free_port()
    configuration = work / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            user="user root;" if os.geteuid() == 0 else "",
            work=work,
            port=port,
            listen="ssl http2" if scheme == "https" else "",
            certificate=_make_certificate(work) if scheme == "https" else "",
            root=root,
        )
    )
    with subprocess.Popen(["nginx", "-c", configuration, "-e", work / "error.log"]) as nginx:
        try:
            _wait_until_open(port, nginx)
            yield Server(f"{scheme}://127.0.0.1:{port}", work)
        finally:
            nginx.terminate()
