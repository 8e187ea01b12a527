"""What VectorVFS 0.3.0 does for each file of a search, without its model: the same calls of Python, os and PyTorch.

    python3 vectorvfs_peer.py make DIRECTORY COUNT     files with a user.vectorvfs attribute, and nothing in them
    python3 vectorvfs_peer.py search DIRECTORY         walk, read and score them; prints files and seconds

rglob, is_file, the suffix, listxattr, getxattr, torch.load with weights_only, dot product, a heap of the best: as its vfsstore.py and
cli.py do. Loading PyTorch is not counted here; it takes another one to three seconds.
"""
import heapq
import io
import os
import pathlib
import sys
import time

import torch

DIMENSIONS = 1024


def make(directory, count):
    os.makedirs(directory, exist_ok=True)
    for i in range(count):
        path = os.path.join(directory, f"{i:06}.jpg")
        open(path, "wb").close()
        buffer = io.BytesIO()
        torch.save(torch.randn(1, DIMENSIONS).half(), buffer)
        os.setxattr(path, "user.vectorvfs", buffer.getvalue())


def search(directory):
    query = torch.randn(1, DIMENSIONS)
    query /= query.norm()
    start = time.perf_counter()
    best, files = [], 0
    for path in pathlib.Path(directory).rglob("*"):
        if not path.is_file() or path.suffix not in {".jpg", ".jpeg", ".png"}:
            continue
        if "user.vectorvfs" not in os.listxattr(path):
            continue
        vector = torch.load(io.BytesIO(os.getxattr(path, "user.vectorvfs")), weights_only=True)
        score = (query @ vector.float().T).item()
        files += 1
        if len(best) < 5:
            heapq.heappush(best, (score, path.name))
        elif score > best[0][0]:
            heapq.heapreplace(best, (score, path.name))
    print(files, time.perf_counter() - start)


if __name__ == "__main__":
    make(sys.argv[2], int(sys.argv[3])) if sys.argv[1] == "make" else search(sys.argv[2])
