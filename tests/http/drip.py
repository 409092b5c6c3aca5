"""TAP: a server that sends a byte now and then is not waited for to the end.

usage: drip.py CLEANPAGE

Takes the 30 seconds that the command gives such a server, and some: for make check-slow.
"""
import socket
import subprocess
import sys
import threading
import time

COMMAND = sys.argv[1]
LIMIT_S = 30


def drip(listener, head):
    """Sends the head, or none of it at once, and then a byte every half second."""
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(head)
        try:
            while True:
                time.sleep(0.5)
                connection.sendall(b"x")
        except OSError:
            pass


def start(head):
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=drip, args=(listener, head), daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    begin = time.monotonic()
    child = subprocess.Popen([COMMAND, "--max-time", "300", url], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    return child, begin


print("1..2")
heads = {"of the body": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>",
         "of the head": b"HTTP/1.1 200 OK\r\nX: "}
children = {name: start(head) for name, head in heads.items()}
for number, (name, (child, begin)) in enumerate(children.items(), 1):
    out, err = child.communicate(timeout=200)
    took = time.monotonic() - begin
    good = (child.returncode == 5 and not out and f"for {LIMIT_S} s" in err
            and LIMIT_S - 2 <= took <= 3 * LIMIT_S)
    print(f"{'ok' if good else 'not ok'} {number} - two bytes a second {name}: cut")
    if not good:
        print("#", child.returncode, round(took), repr(out), repr(err))
