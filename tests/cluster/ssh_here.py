"""Machines behind ssh, on this machine: an sshd each, with keys and a port of its own.

Each has its own processes, so that one can lose its power (here.cut_power), and its own disk, as far as
the directory "remote" is concerned. Nothing of the system's sshd, and no key of the user, is used.
"""
import os
import pwd
import subprocess

from here import cut_power, free_port, wait_until

# In namespaces of its own: /run/sshd, which sshd wants as root; the machine's own disk; and a user whose
# shell reads no settings before it does what it is told.
ENTER = """
mount -t tmpfs none /run && mkdir -m 755 /run/sshd || exit
for settings in "$5"/.bashrc "$5"/.zshenv; do
    [ ! -f "$settings" ] || mount --bind /dev/null "$settings" || exit
done
mount --bind "$1" "$2" && exec "$3" -D -e -f "$4"
"""
SERVER = """
ListenAddress 127.0.0.1
Port {port}
HostKey {home}/host
AuthorizedKeysFile {home}/user.pub
PidFile none
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
SetEnv CLEANPAGE={command} LC_ALL=C
"""
CLIENT = """
Host *
HostName 127.0.0.1
IdentityFile {home}/user
IdentitiesOnly yes
UserKnownHostsFile {home}/known
BatchMode yes
LogLevel ERROR
ServerAliveInterval 2
"""


class Machines:
    """remote: the directory that is another one on each machine."""

    def __init__(self, processes, home, names, sshd, command):
        self.processes, self.home, self.names = processes, home, names
        self.sshd, self.command = sshd, command
        self.remote = home / "remote"
        self.client = home / "client.conf"
        self.running = {}

    def start(self):
        self.remote.mkdir(parents=True)
        for name in "host", "user":
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.home / name], check=True)
        host_key = (self.home / "host.pub").read_text()
        text, known = CLIENT.format(home=self.home), ""
        for name in self.names:
            port = free_port()
            text += f"Host {name}\nPort {port}\n"
            known += f"[127.0.0.1]:{port} {host_key}"
            self.start_machine(name, port)
        self.client.write_text(text)
        (self.home / "known").write_text(known)
        for name in self.names:
            wait_until(lambda: self.say(name, "true").returncode == 0, 10, f"{name} lets us in")

    def start_machine(self, name, port):
        disk, settings = self.home / f"{name}.disk", self.home / f"{name}.conf"
        disk.mkdir()
        settings.write_text(SERVER.format(port=port, home=self.home, command=self.command))
        self.running[name] = self.processes.start(
            self.home / f"{name}.log", "unshare", "--mount", "--pid", "--fork", "--kill-child=KILL",
            "--mount-proc", "sh", "-c", ENTER, "sh", disk, self.remote, self.sshd, settings,
            pwd.getpwuid(os.getuid()).pw_dir, end=cut_power)

    def say(self, name, command):
        return subprocess.run(["ssh", "-F", self.client, name, command], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)

    def kill(self, name):
        self.processes.end(self.running.pop(name))

    def options(self):
        """For parallel: these machines, two jobs on each."""
        return ["--ssh", f"ssh -F {self.client}", "-S", ",".join(f"2/{name}" for name in self.names)]

    def logins(self, name):
        return (self.home / f"{name}.log").read_text().count("Accepted publickey")

    def disk(self, name):
        return self.home / f"{name}.disk"
