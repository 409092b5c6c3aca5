"""How fast `cleanpage batch` fetches a list: 10,000 small pages of 100 hosts on the loopback.

    usage: fetch.py CLEANPAGE [PAGE]

An nginx of its own, which must be installed, answers all of 127.0.3.1 to 127.0.3.100 with the
same page, by default a fixture of 1.7 kB, and has no robots.txt. The list goes from host to host,
then it is sorted by host, then a host that pauses stands before the others. The last row cleans
as many copies of the page from a file, which is what there is to do beside fetching.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

# The servers are on the loopback addresses.
os.environ["CLEANPAGE_NETWORK"] = "any"

HOSTS, EACH = 100, 100
TOP = pathlib.Path(__file__).resolve().parents[2]
PAGE = TOP / "fixtures" / "pages" / "flat-siblings-greek" / "source.html"

CONFIG = """daemon off; pid {0}/pid; error_log {0}/errors; worker_processes 1;
events {{ worker_connections 1000; }}
http {{ access_log off; default_type text/html; keepalive_requests 1000000;
  client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c;
  uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;
  server {{ {1} root {0}/www; location /p/ {{ rewrite ^ /page.html break; }} }} }}
"""


def serve(directory, port):
    """nginx, once it answers."""
    listen = "".join(f"listen 127.0.3.{i}:{port};" for i in range(1, HOSTS + 1))
    (directory / "conf").write_text(CONFIG.format(directory, listen))
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    nginx = shutil.which("nginx", path=path) or sys.exit("nginx is not here")
    server = subprocess.Popen([nginx, "-c", str(directory / "conf"), "-e", str(directory / "errors")])
    for _ in range(100):
        try:
            socket.create_connection(("127.0.3.1", port)).close()
            return server
        except OSError:
            time.sleep(0.05)
    sys.exit("nginx does not answer")


def run(command, name, *arguments):
    """Prints what a batch took, whose output nobody needs."""
    run = subprocess.Popen([command, "batch", "-q", "-o", "/dev/null", "--stats", "-", *arguments],
                           stderr=subprocess.PIPE)
    told = json.loads(run.stderr.read())
    _, status, usage = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    seconds = told["seconds"]
    print(f"{name:24} {told['ok']:6} pages {seconds:6.2f} s {told['ok'] / seconds:6.0f} pages/s  "
          f"CPU {usage.ru_utime + usage.ru_stime:5.2f} s", flush=True)


def main():
    command, page = sys.argv[1], pathlib.Path(sys.argv[2]) if sys.argv[2:] else PAGE
    with socket.socket() as s:
        s.bind(("127.0.3.1", 0))
        port = s.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        directory.chmod(0o755)
        (directory / "www").mkdir()
        shutil.copy(page, directory / "www" / "page.html")
        urls = [[f"http://127.0.3.{h}:{port}/p/{n}\n" for n in range(EACH)]
                for h in range(1, HOSTS + 1)]
        (directory / "mixed").write_text("".join(x for row in zip(*urls) for x in row))
        (directory / "sorted").write_text("".join(x for row in urls for x in row))
        (directory / "pages.jsonl").write_text(
            (json.dumps({"html": page.read_text()}) + "\n") * HOSTS * EACH)
        server = serve(directory, port)
        try:
            fast = ("--pause", "0", "--hosts", str(HOSTS))
            run(command, "from host to host", *fast, "-i", str(directory / "mixed"))
            run(command, "sorted by host", *fast, "-i", str(directory / "sorted"))
            run(command, "sorted, pause of 50 ms", "--pause", "0.05", "--hosts", str(HOSTS), "-i",
                str(directory / "sorted"))
            run(command, "from a file", str(directory / "pages.jsonl"))
        finally:
            server.terminate()
            server.wait()


main()
