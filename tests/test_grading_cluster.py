"""On a Dask cluster: the same units, the same marks; a worker that is killed in the middle costs no submission."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from grading_classroom import EVENS, HOLD, OWN, SLOPE, TOTAL, needs_boxes, notebook

from coursekit.grading.cli import main

pytest.importorskip("distributed")


def start(*command):
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture
def scheduler():
    """Start a scheduler and two workers on this computer; give its address and the workers' processes."""
    needs_boxes()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    options = ["--no-dashboard"]
    processes = [start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), *options)]
    worker = ["distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1", "--memory-limit", "0", *options]
    processes += [start(*worker), start(*worker)]
    try:
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def grade(folder, out, *options):
    code = "import sys; from coursekit.grading.cli import main; sys.exit(main(sys.argv[1:]))"
    order = ["grade", folder, "--sheet", "practice", "--exercises", OWN, "--out", out, "--seed", "4", *options]
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, *map(str, order)], stderr=subprocess.PIPE, text=True
    )


@pytest.mark.ci
def test_a_killed_worker_costs_no_submission_and_the_marks_are_those_of_one_process(scheduler, tmp_path):
    address, workers = scheduler
    (tmp_path / "in").mkdir()
    variants = [
        (SLOPE, TOTAL, HOLD, EVENS),
        (SLOPE, HOLD),
        ("import time\ntime.sleep(0.05)", EVENS),
        ("def slope(f, x, h): return h",),
    ]
    for number in range(60):
        (tmp_path / f"in/student {number:03}.ipynb").write_bytes(notebook(*variants[number % 4]))
    with grade(tmp_path / "in", tmp_path / "alone", "--jobs", "1") as alone:
        assert alone.wait() == 0, alone.stderr.read()
    until = time.monotonic() + 240
    import distributed

    with distributed.Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    results = tmp_path / "out/results.jsonl"
    with grade(tmp_path / "in", tmp_path / "out", "--cluster", address) as run:
        while run.poll() is None and (not results.exists() or results.read_bytes().count(b"\n") < 10):
            assert time.monotonic() < until
            time.sleep(0.01)
        os.kill(workers[0].pid, signal.SIGKILL)
        assert run.wait() == 0, run.stderr.read()
    students = [json.loads(line)["student"] for line in results.read_bytes().splitlines()]
    assert sorted(students) == [f"student {number:03}" for number in range(60)]
    for name in ("grades.csv", "grades_wide.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()


def refused(tmp_path, capsys, address):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.ipynb").write_bytes(notebook(SLOPE))
    order = ["grade", tmp_path / "in", "--sheet", "practice", "--exercises", OWN, "--out", tmp_path / "out"]
    began = time.monotonic()
    assert main([*map(str, order), "--cluster", address]) == 2
    told = capsys.readouterr().err
    assert f"No Dask scheduler answers at {address!r}" in told
    assert told.count("\n") == 1
    assert not (tmp_path / "out").exists()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "address",
    [
        *["", "x", "tcp://", "tcp://127.0.0.1", "127.0.0.1:1", "tcp://127.0.0.1:1", "http://127.0.0.1:1"],
        *["tcp://nowhere.invalid:8786", "tcp://127.0.0.1:99999", "inproc://x", "tls://127.0.0.1:1", "ws://127.0.0.1:1"],
    ],
)
def test_an_address_where_no_scheduler_is_is_refused_in_one_line(tmp_path, capsys, monkeypatch, address):
    monkeypatch.setattr("coursekit.grading.cluster.PATIENCE", 0.5)
    refused(tmp_path, capsys, address)


@pytest.mark.parametrize(
    "says",
    [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\xff" * 4000, bytes(4000)],
    ids=["nothing", "http", "ssh", "ones", "zeros"],
)
def test_another_program_at_the_address_is_no_scheduler_whatever_it_says(tmp_path, capsys, monkeypatch, says):
    monkeypatch.setattr("coursekit.grading.cluster.PATIENCE", 1.0)
    held, over = [], threading.Event()

    def serve():
        while not over.is_set():
            with contextlib.suppress(OSError):
                held.append(server.accept()[0])
                held[-1].sendall(says)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            refused(tmp_path, capsys, f"tcp://127.0.0.1:{server.getsockname()[1]}")
        finally:
            over.set()
            thread.join()
            for one in held:
                one.close()
