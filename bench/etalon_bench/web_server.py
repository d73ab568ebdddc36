"""nginx on the loopback interface, as long as a block of code runs."""

import contextlib
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
events {{}}
http {{
  access_log off;
  sendfile on;
  client_body_temp_path {work}/body;
  proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi;
  scgi_temp_path {work}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


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


@contextlib.contextmanager
def serve(root: pathlib.Path, work: pathlib.Path):
    """The URL under which nginx serves `root`; its files go to `work`."""
    port = _free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = work / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(user=user, work=work, port=port, root=root))
    with subprocess.Popen(["nginx", "-c", configuration, "-e", work / "error.log"]) as nginx:
        try:
            _wait_until_open(port, nginx)
            yield f"http://127.0.0.1:{port}"
        finally:
            nginx.terminate()
