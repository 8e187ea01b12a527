"""The blocklist benchmark's peer: a set of domains asked for a host and its parents.

    python3 blocklist_peer.py DOMAINS URLS...
"""
import sys
import time
from urllib.parse import urlsplit

start = time.perf_counter()
with open(sys.argv[1], encoding="ascii") as lines:
    blocked = {line.strip() for line in lines}
print(f"Python set: loaded {len(blocked)} in {time.perf_counter() - start:.1f} s, {sys.getsizeof(blocked) / 1e6:.0f} MB beside its strings")


def is_blocked(host):
    while True:
        if host in blocked:
            return True
        dot = host.find(".")
        if dot < 0:
            return False
        host = host[dot + 1 :]


for path in sys.argv[2:]:
    with open(path, encoding="ascii") as lines:
        urls = [line.strip() for line in lines]
    start = time.perf_counter()
    hosts = [urlsplit(url).hostname for url in urls]
    parsed = time.perf_counter()
    found = sum(is_blocked(host) for host in hosts)
    end = time.perf_counter()
    print(f"Python set: {found} of {len(urls)} found, urlsplit {(parsed - start) / len(urls) * 1e9:.0f} ns, look up {(end - parsed) / len(urls) * 1e9:.0f} ns")
