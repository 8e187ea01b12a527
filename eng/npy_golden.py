#!/usr/bin/python3
"""Writes tests/Portolan.Tensors.Tests/Golden/npy/*.npy with NumPy. Run from the root of the repository.

Element k of every array is ELEMENTS(k), counted in row-major order, so that a test needs nothing but the file.
"""
import pathlib
import numpy as np

FOLDER = pathlib.Path("tests/Portolan.Tensors.Tests/Golden/npy")


def elements(count):
    return np.arange(count) % 97


def save(name, array, version=None):
    with open(FOLDER / f"{name}.npy", "wb") as stream:
        np.lib.format.write_array(stream, array, version=version, allow_pickle=False)


FOLDER.mkdir(parents=True, exist_ok=True)
for dtype in ("<f8", "<f4", "<f2", "|i1", "|u1", "<i4", "<i8", "<u8", ">f8", ">f4", ">f2", ">i4", ">i8", ">u8"):
    name = dtype.replace("<", "little-").replace(">", "big-").replace("|", "")
    save(name, elements(12).reshape(3, 4).astype(dtype))
save("b1", (elements(12) % 2 == 1).reshape(3, 4))
# What ml_dtypes.bfloat16 becomes: two bytes without a type.
save("bf16", (elements(12).astype("<f4").view("<u4") >> 16).astype("<u2").view("V2").reshape(3, 4))
save("fortran", np.asfortranarray(elements(24).reshape(2, 3, 4).astype("<f8")))
save("fortran-big", np.asfortranarray(elements(24).reshape(2, 3, 4).astype(">i4")))
save("version2", elements(12).reshape(3, 4).astype("<f8"), (2, 0))
save("version3", elements(12).reshape(3, 4).astype("<f8"), (3, 0))
save("scalar", np.float64(0))
save("empty", np.zeros((0, 5)))
save("vector", elements(5).astype("<f8"))
save("structured", np.zeros(2, dtype=[("x", "<f8"), ("y", "<i4")]))
(FOLDER / "README.md").write_text(f"Written by `eng/npy_golden.py` with NumPy {np.__version__}.\n")
