"""A kernel of its own for a notebook that is run without JupyterLab."""

import contextlib
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

__all__ = ["FileKernelManager", "kernel"]


class FileKernelManager(KernelManager):
    """Talk with a kernel by files, where the system can.

    A port is found free first and opened later, and another program may take it in between: 2 of 240 kernels that were
    started four at a time died of it.
    """

    def __init__(self, **settings: Any) -> None:
        if os.name == "posix":
            folder = tempfile.mkdtemp()  # a short path: that of a socket has at most 103 characters
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            settings |= {"transport": "ipc", "connection_file": str(Path(folder, "kernel.json"))}
        super().__init__(**settings)


@contextlib.contextmanager
def kernel(folder: Path) -> Iterator[tuple[FileKernelManager, Any]]:
    """Start a kernel of this Python in `folder`, yield it with a client that talks with it, and end it."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel python3 is this Python's own
    manager = FileKernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(folder), extra_arguments=["--log-level=ERROR"])  # its warnings are not for the reader
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
