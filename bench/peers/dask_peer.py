"""Runs the graphs of `bench graph` with dask's threaded scheduler.

Usage: dask_peer.py SHAPE NODES WORKERS. Prints seconds for building the graph (a plain dictionary, dask's cheapest form), for
running it, the result and dask's version.
"""

import resource
import sys
import time

import dask
from dask.threaded import get


def add(left, right, plus):
    return left + right + plus


def xor(values):
    result = 0
    for value in values:
        result ^= value
    return result


def build(shape, count):
    width = {"independent": count, "layered": 100}.get(shape, 1)
    graph = {}
    for i in range(count - 1):
        row = i - i % width
        if row == 0:
            graph[i] = (add, 0, 0, i)
        else:
            left = ("n", row - width + i % width)
            right = ("n", row - width + (i + 1) % width) if width > 1 else 0
            graph[i] = (add, left, right, 1)
    # Keys are tuples, so that numbers in a task stay numbers.
    graph = {("n", i): task for i, task in graph.items()}
    if shape == "independent":
        graph[("n", count - 1)] = (add, 0, 0, count)
        return graph, list(graph)
    first = max(0, count - 1 - width)
    graph[("n", count - 1)] = (xor, [("n", i) for i in range(first, count - 1)])
    return graph, [("n", count - 1)]


shape, count, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
start = time.perf_counter()
graph, outputs = build(shape, count)
built = time.perf_counter()
results = get(graph, outputs, num_workers=workers)
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(f"{built - start:.6f} {done - built:.6f} {results[-1]} {peak} {dask.__version__}")
