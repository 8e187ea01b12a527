#!/usr/bin/python3
"""Writes tests/Portolan.Encoders.Tests/Golden/images/resize.csv and preprocess.jsonl with Pillow and NumPy. Run from the root of the repository.

The pictures come from a generator that the test has too, so only digests are kept. Pillow 9.4.0, NumPy 1.24.2.
"""
import hashlib
import json
import pathlib
import numpy as np
from PIL import Image

FOLDER = pathlib.Path("tests/Portolan.Encoders.Tests/Golden/images")


def picture(seed, width, height):
    """Noise over ramps: every level occurs, and neighbours differ enough to overshoot."""
    values = bytearray()
    state = seed
    for i in range(width * height * 3):
        state = (state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        noise = state >> 56
        values.append(noise if i // 3 % width < width // 2 else (i // 3 // width * 255 // height + (noise >> 5)) & 255)
    return Image.frombytes("RGB", (width, height), bytes(values))


def center_crop(array, height, width):
    top, left = (array.shape[0] - height) // 2, (array.shape[1] - width) // 2
    padded = np.zeros((max(height, array.shape[0]) + 2 * height, max(width, array.shape[1]) + 2 * width, 3), array.dtype)
    padded[height:height + array.shape[0], width:width + array.shape[1]] = array
    return padded[height + top:2 * height + top, width + left:2 * width + left]


def preprocess(image, config):
    if config["do_resize"]:
        size = config["size"]
        if "shortest_edge" in size:
            short, long = sorted(image.size)
            edge = size["shortest_edge"]
            other = int(edge * long / short)
            image = image.resize((edge, other) if image.width <= image.height else (other, edge), config["resample"])
        else:
            image = image.resize((size["width"], size["height"]), config["resample"])
    array = np.asarray(image)
    if config["do_center_crop"]:
        array = center_crop(array, config["crop_size"]["height"], config["crop_size"]["width"])
    if config["do_rescale"]:
        array = (array * config["rescale_factor"]).astype(np.float32)
    if config["do_normalize"]:
        array = array.astype(np.float32)
        array = (array - np.array(config["image_mean"], np.float32)) / np.array(config["image_std"], np.float32)
    return np.ascontiguousarray(array.transpose(2, 0, 1), dtype="<f4")


FOLDER.mkdir(parents=True, exist_ok=True)
SIZES = [(1, 1, 7, 5), (2, 3, 64, 1), (64, 48, 32, 24), (64, 48, 31, 47), (61, 47, 200, 100), (300, 200, 8, 8), (257, 129, 64, 129), (129, 257, 129, 60),
         (1000, 3, 10, 10), (500, 375, 298, 224), (333, 500, 224, 336), (40, 40, 41, 41)]
with open(FOLDER / "resize.csv", "w", newline="\n") as stream:
    stream.write("seed,width,height,new_width,new_height,filter,sha256\n")
    for seed, (width, height, new_width, new_height) in enumerate(SIZES):
        image = picture(seed, width, height)
        for kind in (1, 2, 3, 4, 5):
            digest = hashlib.sha256(image.resize((new_width, new_height), kind).tobytes()).hexdigest()
            stream.write(f"{seed},{width},{height},{new_width},{new_height},{kind},{digest}\n")

CLIP = dict(do_resize=True, size={"shortest_edge": 224}, resample=3, do_center_crop=True, crop_size={"height": 224, "width": 224}, do_rescale=True,
            rescale_factor=1 / 255, do_normalize=True, image_mean=[0.48145466, 0.4578275, 0.40821073], image_std=[0.26862954, 0.26130258, 0.27577711])
VIT = dict(CLIP, size={"height": 64, "width": 48}, resample=2, do_center_crop=False, image_mean=[0.5] * 3, image_std=[0.5] * 3)
del VIT["crop_size"]
CONFIGS = [CLIP, VIT, dict(CLIP, size={"shortest_edge": 30}, crop_size={"height": 41, "width": 28}), dict(CLIP, do_rescale=False), dict(CLIP, do_normalize=False),
           dict(CLIP, do_resize=False, crop_size={"height": 33, "width": 100})]
with open(FOLDER / "preprocess.jsonl", "w", newline="\n") as stream:
    for number, config in enumerate(CONFIGS):
        for seed, (width, height) in enumerate([(100, 70), (70, 101), (301, 224)]):
            tensor = preprocess(picture(seed, width, height), config)
            stream.write(json.dumps(dict(seed=seed, width=width, height=height, shape=tensor.shape, sha256=hashlib.sha256(tensor.tobytes()).hexdigest(), config=config)) + "\n")
