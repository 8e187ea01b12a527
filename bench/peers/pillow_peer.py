#!/usr/bin/python3
"""Pillow's side of bench images.

decode FOLDER          prints the version, the seconds of one thread that decodes every file to RGB (least of three), and the count
variants FOLDER OUT N  writes changed copies of every Nth file as OUT/VARIANT/FILE
"""
import io
import pathlib
import sys
import time
import PIL
from PIL import Image, ImageEnhance, ImageOps


def decode(folder):
    files = [path.read_bytes() for path in sorted(pathlib.Path(folder).iterdir())]
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        for data in files:
            Image.open(io.BytesIO(data)).convert("RGB")
        best = min(best, time.process_time() - start)
    print(PIL.__version__, best, len(files))


def crop(image, share):
    width, height = image.size
    return image.crop((round(width * share), round(height * share), width - round(width * share), height - round(height * share)))


VARIANTS = {
    "quality 40": (lambda image: image, dict(quality=40)),
    "half size": (lambda image: image.resize((image.width // 2, image.height // 2), Image.BICUBIC), dict(quality=80)),
    "5 % cut off each side": (lambda image: crop(image, 0.05), dict(quality=80)),
    "10 % cut off each side": (lambda image: crop(image, 0.10), dict(quality=80)),
    "right and lower fifth cut off": (lambda image: image.crop((0, 0, round(image.width * 0.8), round(image.height * 0.8))), dict(quality=80)),
    "mirrored": (ImageOps.mirror, dict(quality=80)),
    "20 % brighter": (lambda image: ImageEnhance.Brightness(image).enhance(1.2), dict(quality=80)),
    "15 % flatter": (lambda image: image.resize((image.width, round(image.height * 0.85)), Image.BICUBIC), dict(quality=80)),
    "grey": (lambda image: image.convert("L"), dict(quality=80)),
}


def variants(folder, target, step):
    for path in sorted(pathlib.Path(folder).iterdir())[::step]:
        image = Image.open(path).convert("RGB")
        for name, (change, options) in VARIANTS.items():
            out = pathlib.Path(target) / name
            out.mkdir(parents=True, exist_ok=True)
            change(image).save(out / path.name, "JPEG", **options)


if sys.argv[1] == "decode":
    decode(sys.argv[2])
else:
    variants(sys.argv[2], sys.argv[3], int(sys.argv[4]))
