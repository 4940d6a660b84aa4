"""The Dockerfile's steps replayed without Docker, then the image's service tried as it would run.

Run ``python deploy/replay.py`` as root on Linux. Each stage gets a root of its own: this machine's
files beneath, every change in memory above them, in a mount namespace that ends with the replay. So
it shows that the steps work and the service runs read-only as its own user; not that the base image
has what this machine has.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from dockerfile import Instruction, Stage, stages

HERE = Path(__file__).parents[1]
INSIDE = "CAREGRAPH_REPLAY_INSIDE"
SHARED = ("proc", "dev", "sys")
CHROOT = shutil.which("chroot") or "chroot"


class Root:
    """One stage's file system and what its instructions have set."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "root"
        self.environment = {"PATH": os.environ["PATH"], "HOME": "/root", "LANG": "C.UTF-8"}
        self.folder, self.user = "/", "0:0"
        self._mount(folder)

    def _mount(self, folder: Path) -> None:
        for name in ("root", "above", "work"):
            (folder / name).mkdir(parents=True)
        layers = f"lowerdir=/,upperdir={folder}/above,workdir={folder}/work"
        mount("-t", "overlay", "overlay", "-o", layers, str(self.path))
        for name in SHARED:
            mount("--rbind", f"/{name}", str(self.path / name))
        shutil.rmtree(self.path / "opt/caregraph", ignore_errors=True)
        for above in Path(sys.base_prefix).parents:  # the image's Python is open to every user
            (self.path / above.relative_to("/")).chmod(0o755)

    def run(self, *command: str, **more: object) -> subprocess.Popen[bytes]:
        """Start a command in this root as its user."""
        inside = f'cd "{self.folder}" && exec "$@"'
        switch = [CHROOT, f"--userspec={self.user}", "--groups=", str(self.path)]
        whole = [*switch, "/bin/sh", "-c", inside, "sh", *command]
        return subprocess.Popen(whole, env=self.environment, **more)  # type: ignore[call-overload]

    def inside(self, path: str) -> Path:
        """A path of the stage as this machine sees it."""
        return self.path / os.path.join(self.folder, path).lstrip("/")


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def replay(stage: Stage, root: Root, others: dict[str, Root]) -> None:
    """Do what the stage's instructions say."""
    for each in stage.instructions:
        print(f"{stage.name}: {each.word} {each.rest[:100]}", flush=True)
        if each.word == "RUN":
            if root.run("/bin/sh", "-ec", each.rest).wait():
                raise SystemExit(f"the step failed: {each.rest}")
        elif each.word == "COPY":
            copy(each, root, others)
        elif each.word == "ENV":
            root.environment |= dict(pair.split("=", 1) for pair in each.words)
        elif each.word == "WORKDIR":
            root.folder = each.rest
            root.inside(".").mkdir(parents=True, exist_ok=True)
        elif each.word == "USER":
            root.user = each.rest


def copy(each: Instruction, root: Root, others: dict[str, Root]) -> None:
    *sources, target = each.words
    origin = others[each.options["from"]].path if "from" in each.options else HERE
    for source in sources:
        path = origin / source.lstrip("/")
        place = root.inside(target)
        if path.is_dir():
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(path, place, symlinks=True, ignore=leave, dirs_exist_ok=True)
        else:
            shutil.copy2(path, place / path.name if target.endswith("/") else place)


def try_out(stage: Stage, root: Root, folder: Path) -> None:
    """Build a small graph and serve it, the root read-only, /tmp and /data apart."""
    python = Path(sys.base_prefix) / "bin"
    root.environment["PATH"] += f":{python}"
    (root.path / "articles").mkdir()
    shutil.copytree(HERE / "examples/articles", root.path / "articles", dirs_exist_ok=True)
    data = folder / "data"
    data.mkdir()
    os.chown(data, *map(int, root.user.split(":")))
    mount("--bind", str(data), str(root.path / "data"))
    mount("-t", "tmpfs", "tmpfs", str(root.path / "tmp"))
    mount("-o", "remount,ro", str(root.path))
    entry, command = stage.last("ENTRYPOINT"), stage.last("CMD")
    health = stage.last("HEALTHCHECK")
    if not (entry and command and health):
        raise SystemExit("the image doesn't say what it runs, or how to ask for its health")
    if root.run("touch", "/opt/caregraph/x", stderr=subprocess.DEVNULL).wait() == 0:
        raise SystemExit("the file system can be written")
    if root.run(*entry.words, "build", "/articles").wait():
        raise SystemExit("the build failed")
    server = root.run(*entry.words, *command.words)
    check = Instruction("CMD", {}, health.rest.removeprefix("CMD ")).words
    end = time.monotonic() + 60
    while root.run(*check, stderr=subprocess.DEVNULL).wait():
        if server.poll() is not None or time.monotonic() > end:
            raise SystemExit("the service did not get healthy")
        time.sleep(0.5)
    size = sum(each.lstat().st_size for each in (root.path / "opt/caregraph").rglob("*"))
    print(f"/opt/caregraph has {size >> 20} MB")
    owner = Path(f"/proc/{server.pid}").stat().st_uid
    server.send_signal(signal.SIGTERM)
    print(f"healthy, as user {owner}; ended with status {server.wait(timeout=30)}")
    if owner == 0 or server.returncode:
        raise SystemExit("it ran as root, or did not end well")


def can_replay() -> bool:
    """Whether this machine lets us make roots."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    trial = "mount -t tmpfs tmpfs /mnt && mkdir /mnt/above /mnt/work /mnt/root && mount -t overlay"
    trial += " overlay -o lowerdir=/,upperdir=/mnt/above,workdir=/mnt/work /mnt/root"
    command = ["unshare", "--mount", "/bin/sh", "-c", trial]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def main() -> int:
    if not can_replay():
        print("nothing was replayed: it wants root on Linux, and to mount an overlay there")
        return 0
    if INSIDE not in os.environ:
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, __file__])
    folder = Path("/mnt")
    mount("-t", "tmpfs", "-o", "size=4g", "tmpfs", str(folder))
    roots: dict[str, Root] = {}
    for stage in stages((HERE / "Dockerfile").read_text(encoding="utf-8")):
        roots[stage.name] = Root(folder / f"stage-{stage.name}")
        replay(stage, roots[stage.name], roots)
    try_out(stage, roots[stage.name], folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
