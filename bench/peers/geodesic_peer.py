#!/usr/bin/env python3
"""Geodesics of the Stein metric of a Gaussian, written plainly from the formulas: the peer of `geodesic` in Portolan.Bench.

Usage: geodesic_peer.py CASE METHOD [REPEATS]
  CASE    identity, corr08, corr095 (2-d, (-4,-2) to (4,-2)) or d16 (the case of the benchmark)
  METHOD  torch-adam (lr 0.01, as published), torch-lbfgs (strong Wolfe, autograd), scipy-lbfgs (NumPy, analytic gradient)
Prints one JSON line: energy, seconds of the processor (least of the repeats), steps. One core; needs python3-torch, python3-scipy.
The methods stop at the energy given by TARGET (environment) to 1e-9 relative, or when they stall; Adam after 20,000 steps.
"""
import json
import os
import sys
import time

import numpy as np

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

POINTS = 60


def case(name):
    if name == "d16":
        d = 16
        i = np.arange(d)
        covariance = 0.8 ** np.abs(i[:, None] - i[None, :])
        return covariance, -2 + np.sin(i + 1.0), 2 * np.cos(3.0 * i)
    c = {"identity": 0.0, "corr08": 0.8, "corr095": 0.95}[name]
    return np.array([[1.0, c], [c, 1.0]]), np.array([-4.0, -2.0]), np.array([4.0, -2.0])


class Reached(Exception):
    pass


def torch_method(method, precision, line, target):
    import torch

    torch.set_num_threads(1)
    p = torch.from_numpy(precision)
    start, end = torch.from_numpy(line[:1].copy()), torch.from_numpy(line[-1:].copy())
    inner = torch.from_numpy(line[1:-1].copy()).requires_grad_(True)
    segments = len(line) - 1
    steps = 0

    def energy():
        x = torch.cat([start, inner, end])
        d = x[1:] - x[:-1]
        m = 0.5 * (x[1:] + x[:-1])
        s = -m @ p
        a = 1 + (s * s).sum(1)
        b = (s * d).sum(1)
        return 0.5 * segments * ((d * d).sum(1) - b * b / a).sum()

    if method == "torch-adam":
        optimizer = torch.optim.Adam([inner], lr=0.01)
        for steps in range(1, 20001):
            optimizer.zero_grad()
            e = energy()
            if e.item() <= target * (1 + 1e-9):
                break
            e.backward()
            optimizer.step()
    else:
        optimizer = torch.optim.LBFGS(
            [inner], max_iter=5000, max_eval=20000, history_size=20, tolerance_grad=1e-10, tolerance_change=0, line_search_fn="strong_wolfe")

        def closure():
            nonlocal steps
            steps += 1
            optimizer.zero_grad()
            e = energy()
            if e.item() <= target * (1 + 1e-9):
                raise Reached
            e.backward()
            return e

        try:
            optimizer.step(closure)
        except Reached:
            pass
    return energy().item(), steps


def scipy_method(precision, line, target):
    from scipy.optimize import minimize

    segments = len(line) - 1
    shape = line[1:-1].shape
    x = line.copy()
    steps = 0

    def value_and_gradient(flat):
        nonlocal steps
        steps += 1
        x[1:-1] = flat.reshape(shape)
        d = x[1:] - x[:-1]
        s = -0.5 * (x[1:] + x[:-1]) @ precision
        a = 1 + np.einsum("ij,ij->i", s, s)
        b = np.einsum("ij,ij->i", s, d)
        c = (b / a)[:, None]
        q = np.einsum("ij,ij->i", d, d) - b * b / a
        by_d = 2 * (d - c * s)
        by_m = -(-2 * c * d + 2 * c * c * s) @ precision
        g = by_d[:-1] + 0.5 * by_m[:-1] - by_d[1:] + 0.5 * by_m[1:]
        e = 0.5 * segments * q.sum()
        if e <= target * (1 + 1e-9):
            raise Reached
        return e, 0.5 * segments * g.ravel()

    try:
        minimize(value_and_gradient, line[1:-1].ravel(), jac=True, method="L-BFGS-B",
                 options=dict(maxiter=20000, maxfun=100000, maxcor=20, ftol=0, gtol=1e-10))
    except Reached:
        pass
    d = x[1:] - x[:-1]
    s = -0.5 * (x[1:] + x[:-1]) @ precision
    q = (d * d).sum(1) - ((s * d).sum(1) ** 2) / (1 + (s * s).sum(1))
    return 0.5 * segments * q.sum(), steps


def main():
    name, method = sys.argv[1:3]
    repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    target = float(os.environ.get("TARGET", "0"))
    covariance, start, end = case(name)
    precision = np.linalg.inv(covariance)
    t = np.linspace(0, 1, POINTS)[:, None]
    line = start + t * (end - start)
    best = float("inf")
    for _ in range(repeats):
        begin = time.process_time()
        if method == "scipy-lbfgs":
            energy, steps = scipy_method(precision, line, target)
        else:
            energy, steps = torch_method(method, precision, line, target)
        best = min(best, time.process_time() - begin)
    print(json.dumps(dict(case=name, method=method, energy=energy, seconds=best, steps=steps)))


main()
