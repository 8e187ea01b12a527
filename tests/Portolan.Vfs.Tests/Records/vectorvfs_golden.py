"""Writes the values that VectorVFS 0.3 would: torch.save of an fp16 tensor [1, 1024], by PyTorch.

    python3 vectorvfs_golden.py DIRECTORY

Also a float32 and a bfloat16 one, one that is a view into a larger storage, and some that must be refused.
"""
import io
import sys

import torch


def save(name, value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    with open(f"{sys.argv[1]}/{name}.bin", "wb") as file:
        file.write(buffer.getvalue())


def numbers(count):
    # Exact in every type: multiples of 1/128 below 1.
    return ((torch.arange(count) * 37) % 251 - 125).to(torch.float32) / 128


half = numbers(1024).reshape(1, 1024).half()
save("half", half)
save("single", numbers(1024).reshape(1, 1024))
save("bfloat16", numbers(1024).bfloat16())
save("view", torch.cat([torch.zeros(3), numbers(1024)]).half()[3:])
save("transposed", numbers(1024).reshape(32, 32).half().t())
save("short", half[:, :1000].clone())
save("double", half.double())
save("list", [half])
save("legacy", half, _use_new_zipfile_serialization=False)
save("gradient", half.clone().requires_grad_())
