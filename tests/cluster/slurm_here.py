"""A cluster of Slurm on this machine: its own munged and slurmctld, and some slurmd.

Each node is a slurmd in a namespace of processes of its own. Whoever kills the first of them kills
all that runs on the node, at once and without a word, as a power cut does.
"""
import os
import pathlib
import socket
import subprocess
import tempfile

from here import cut_power, free_port, wait_until

# Times are the shortest that Slurm takes: it looks after its nodes every second or two, and a task
# whose node is gone starts again after cred_expire, where a real cluster waits two minutes.
SETTINGS = """
ClusterName=cleanpage
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={home}/munge.socket,cred_expire=5
StateSaveLocation={home}/state
SlurmdSpoolDir={home}/%n
SlurmctldPidFile={home}/slurmctld.pid
SlurmdPidFile={home}/%n.pid
SlurmctldLogFile={home}/slurmctld.log
SlurmdLogFile={home}/%n.log
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2
SlurmdParameters=config_overrides
SlurmdTimeout=2
MessageTimeout=2
ReturnToService=2
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
NODE = "NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={cpus} RealMemory=8000\n"


class Cluster:
    def __init__(self, processes, directory, nodes=3, cpus=2):
        self.processes, self.cpus, self.running = processes, cpus, {}
        self.names = [f"n{number}" for number in range(1, nodes + 1)]
        # The address of a local socket has 107 bytes, and Slurm puts names of its own behind.
        self.short = tempfile.TemporaryDirectory(prefix="cp-slurm-") if len(str(directory)) > 60 else None
        self.home = pathlib.Path(self.short.name if self.short else directory / "slurm")
        self.settings = self.home / "slurm.conf"
        self.environment = dict(os.environ, SLURM_CONF=str(self.settings))

    def start(self):
        (self.home / "state").mkdir(parents=True)
        self.write_settings()
        self.start_munge()
        self.daemon("slurmctld", "slurmctld", "-D")
        for name in self.names:
            self.start_node(name)
        wait_until(lambda: self.states() == ["idle"] * len(self.names), 30, "all nodes idle")

    def write_settings(self):
        host = socket.gethostname().partition(".")[0]
        text = SETTINGS.format(host=host, port=free_port(), home=self.home)
        for name in self.names:
            text += NODE.format(name=name, host=host, port=free_port(), cpus=self.cpus)
        self.settings.write_text(text)

    def start_munge(self):
        """--force: what munged says of the directories above it is not ours to mend."""
        key = self.home / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        files = {"key-file": key, "socket": self.home / "munge.socket", "pid-file": self.home / "munge.pid",
                 "seed-file": self.home / "munge.seed"}
        self.daemon("munged", "munged", "--foreground", "--force",
                    *(f"--{name}={path}" for name, path in files.items()))
        wait_until(files["socket"].exists, 10, "a socket of munged")

    def daemon(self, log, *command, **more):
        return self.processes.start(self.home / f"{log}.out", *command, env=self.environment, **more)

    def start_node(self, name):
        (self.home / name).mkdir(exist_ok=True)
        self.running[name] = self.daemon(name, "unshare", "--pid", "--fork", "--kill-child=KILL",
                                         "--mount-proc", "slurmd", "-D", "-N", name, end=cut_power)

    def kill_node(self, name):
        self.processes.end(self.running.pop(name))

    def clear(self):
        if self.short:
            self.short.cleanup()

    # ------------------------------------------------------------ what users call

    def call(self, *command, check=True):
        done = subprocess.run([str(word) for word in command], env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if check and done.returncode:
            raise RuntimeError(f"{command}: {done.stdout}")
        return done.stdout.strip()

    def submit(self, *arguments):
        """The number of the job."""
        return self.call("sbatch", "--parsable", *arguments)

    def states(self):
        return self.call("sinfo", "-h", "-N", "-o", "%T", check=False).split()

    def node_of(self, job):
        """Where a job runs, or "" if it does not."""
        return self.call("squeue", "-h", "-t", "R", "-j", job, "-o", "%N", check=False)

    def is_over(self, *jobs):
        return not self.call("squeue", "-h", "-j", ",".join(jobs))

    def facts(self, job):
        """What Slurm knows of a job or one task of an array, as a dict."""
        words = self.call("scontrol", "-o", "show", "job", job).splitlines()[0].split()
        return dict(word.split("=", 1) for word in words if "=" in word)

    def log(self):
        return (self.home / "slurmctld.log").read_text()
