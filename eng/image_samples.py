#!/usr/bin/python3
"""Writes tests/Portolan.Encoders.Images.Tests/Golden/samples.jsonl: small picture files and the pixels that Pillow 9.4.0 reads from them.

Each line: name, file (base64), width, height, rgb (base64), tolerance (largest difference of a level that is allowed).
Run from the root of the repository.
"""
import base64
import io
import json
import struct
import zlib
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 29, 18
lines = []


def picture(mode="RGB"):
    image = Image.new("RGB", (WIDTH, HEIGHT))
    image.putdata([((x * 9) & 255, (y * 14) & 255, ((x * y) // 2 + (40 if (x // 7 + y // 5) % 2 else 0)) & 255) for y in range(HEIGHT) for x in range(WIDTH)])
    if mode == "RGBA":
        image.putalpha(Image.frombytes("L", image.size, bytes((x * 8 + y * 3) % 256 for y in range(HEIGHT) for x in range(WIDTH))))
        return image
    return image.convert(mode) if mode != "P" else image.quantize(37)


def encoded(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def flat(image):
    """Over white, exactly rounded."""
    rgba = image.convert("RGBA")
    values = bytearray()
    for r, g, b, a in rgba.getdata():
        values += bytes((c * a + 255 * (255 - a) + 127) // 255 for c in (r, g, b))
    return Image.frombytes("RGB", image.size, bytes(values))


def add(name, data, tolerance=0, expected=None):
    image = Image.open(io.BytesIO(data))
    image.load()
    expected = expected or flat(ImageOps.exif_transpose(image))
    lines.append(dict(name=name, file=base64.b64encode(data).decode(), width=expected.width, height=expected.height,
                      rgb=base64.b64encode(expected.tobytes()).decode(), tolerance=tolerance))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color, rows, interlace=0, extra=b""):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)) + extra
            + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b""))


def wide_profile():
    """A matrix profile with the primaries of ProPhoto RGB and gamma 1.8."""
    fixed = lambda *values: struct.pack(f">{len(values)}i", *(round(v * 65536) for v in values))
    text = b"A wide space\0"
    tags = [(b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)), (b"cprt", b"text\0\0\0\0None\0\0\0\0"),
            (b"wtpt", b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249)), (b"rXYZ", b"XYZ \0\0\0\0" + fixed(0.79767, 0.28804, 0)),
            (b"gXYZ", b"XYZ \0\0\0\0" + fixed(0.13519, 0.71188, 0)), (b"bXYZ", b"XYZ \0\0\0\0" + fixed(0.03134, 0.00008, 0.8249)),
            *((name, b"curv\0\0\0\0" + struct.pack(">IHH", 1, 0x01CD, 0)) for name in (b"rTRC", b"gTRC", b"bTRC"))]
    table, data, at = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, value in tags:
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", at + len(data), len(value))
        data += value
    header = (struct.pack(">I4sI4s4s4s", 128 + len(table) + len(data), b"lcms", 0x02100000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp" + bytes(28)
              + fixed(0.9642, 1, 0.8249) + bytes(48))
    return header + table + data


def adam7(image):
    rows = []
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for y in range(y0, image.height, dy):
            row = b"".join(bytes(image.getpixel((x, y))) for x in range(x0, image.width, dx))
            if row:
                rows.append(row)
    return png(image.width, image.height, 8, 2, rows, 1)


def bmp(bits, compression, data, header=40, masks=b"", palette=b"", height=HEIGHT, colors=0, offset=None):
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", 40 if header == 40 else header, WIDTH, height, 1, bits, compression, len(data), 2835, 2835, colors, 0)
        info += masks
        info += bytes(max(0, header - len(info)))
    start = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + palette + data


def rows(make, top_down=False):
    data = b""
    for y in range(HEIGHT) if top_down else reversed(range(HEIGHT)):
        row = b"".join(make(x, y) for x in range(WIDTH))
        data += row + bytes(-len(row) % 4)
    return data


def indexes(y):
    return [min(15, (x // 5 + y) % 17) for x in range(WIDTH)]


def runs(nibbles):
    data = bytearray()
    for y in reversed(range(HEIGHT)):
        values = indexes(y)
        if y % 3 == 0:
            data += bytes([0, WIDTH])
            packed = bytes(values) if not nibbles else bytes(a << 4 | b for a, b in zip(values[::2], values[1::2] + [0]))
            data += packed + bytes(len(packed) % 2)
        else:
            x = 0
            while x < WIDTH:
                end = x
                while end < WIDTH and values[end] == values[x]:
                    end += 1
                data += bytes([end - x, values[x] * 17 if nibbles else values[x]])
                x = end
        data += b"\0\0"
    return bytes(data) + b"\0\1"


# PNG
for mode in ("RGB", "RGBA", "L", "LA", "P", "1"):
    # libvips rounds transparency its own way.
    add("png-" + mode, encoded(picture("RGBA").convert(mode) if mode == "LA" else picture(mode), "PNG"), 1 if mode in ("RGBA", "LA") else 0)
add("png-interlaced", adam7(picture()))
add("png-transparent-colour", encoded(picture("P"), "PNG", transparency=3))
deep = [[(x * 2000 + y * 77) & 65535 for x in range(WIDTH * 3)] for y in range(HEIGHT)]
add("png-rgb16", png(WIDTH, HEIGHT, 16, 2, [struct.pack(f">{WIDTH * 3}H", *row) for row in deep]))
grey = [[(x * 2100 + y * 177) & 65535 for x in range(WIDTH)] for y in range(HEIGHT)]
add("png-grey16", png(WIDTH, HEIGHT, 16, 0, [struct.pack(f">{WIDTH}H", *row) for row in grey]),
    expected=Image.merge("RGB", [Image.frombytes("L", (WIDTH, HEIGHT), bytes(v >> 8 for row in grey for v in row))] * 3))
add("png-grey2", png(WIDTH, HEIGHT, 2, 0, [bytes((y * 31 + x * 57) & 255 for x in range((WIDTH + 3) // 4)) for y in range(HEIGHT)]))
lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
add("png-srgb-profile", encoded(picture(), "PNG", icc_profile=lab))

# JPEG
for mode in ("RGB", "L"):
    add("jpeg-" + mode, encoded(picture(mode), "JPEG", quality=90), 2)
add("jpeg-444", encoded(picture(), "JPEG", quality=95, subsampling=0), 2)
add("jpeg-progressive", encoded(picture(), "JPEG", quality=85, progressive=True), 2)
add("jpeg-srgb-profile", encoded(picture(), "JPEG", quality=90, icc_profile=lab), 2)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    add(f"jpeg-orientation-{orientation}", encoded(picture(), "JPEG", quality=90, subsampling=0, exif=exif), 2)
add("jpeg-cmyk-white", encoded(Image.new("CMYK", (WIDTH, HEIGHT), 0), "JPEG", quality=90), 3)
add("jpeg-cmyk-black", encoded(Image.new("CMYK", (WIDTH, HEIGHT), (0, 0, 0, 255)), "JPEG", quality=90), 60)
wide = wide_profile()
managed = ImageCms.profileToProfile(picture(), ImageCms.ImageCmsProfile(io.BytesIO(wide)), ImageCms.createProfile("sRGB"), renderingIntent=1)
add("png-wide-profile", encoded(picture(), "PNG", icc_profile=wide), 2, expected=managed)
add("jpeg-wide-profile", encoded(picture(), "JPEG", quality=100, subsampling=0, icc_profile=wide), 16, expected=managed)

# WebP
add("webp-lossless", encoded(picture(), "WEBP", lossless=True))
add("webp-lossy", encoded(picture(), "WEBP", quality=80), 2)
add("webp-alpha", encoded(picture("RGBA"), "WEBP", lossless=True, exact=True), 1)
add("webp-animated", encoded(picture(), "WEBP", save_all=True, append_images=[ImageOps.invert(picture())], lossless=True))

# GIF
add("gif", encoded(picture("P"), "GIF"))
add("gif-interlaced", encoded(picture("P"), "GIF", interlace=1))
add("gif-transparent", encoded(picture("P"), "GIF", transparency=5))
add("gif-animated", encoded(picture("P"), "GIF", save_all=True, append_images=[ImageOps.invert(picture()).quantize(20)]))

# BMP
for mode in ("1", "L", "P", "RGB"):
    add("bmp-" + mode, encoded(picture(mode), "BMP"))
source = picture()
palette = b"".join(bytes([i * 16, 255 - i * 9, i * 5, 0]) for i in range(16))
core = b"".join(bytes([i * 16, 255 - i * 9, i * 5]) for i in range(16))
four = rows(lambda x, y: b"" if x % 2 else bytes([indexes(y)[x] << 4 | (indexes(y) + [0])[x + 1]]))
add("bmp-4", bmp(4, 0, four, palette=palette))
add("bmp-4-os2", bmp(4, 0, four, header=12, palette=core))
named = Image.open(io.BytesIO(bmp(4, 0, four, palette=palette))).convert("RGB")
add("bmp-rle8", bmp(8, 1, runs(False), palette=palette, colors=16), expected=named)
add("bmp-rle4", bmp(4, 2, runs(True), palette=palette), expected=named)
bgr = lambda x, y: bytes(reversed(source.getpixel((x, y))))
add("bmp-24-top-down", bmp(24, 0, rows(bgr, True), height=-HEIGHT))
add("bmp-32", bmp(32, 0, rows(lambda x, y: bgr(x, y) + bytes([x]))))
pack = lambda r, g, b: lambda x, y: struct.pack("<H", (lambda p: (p[0] >> 8 - r) << g + b | (p[1] >> 8 - g) << b | p[2] >> 8 - b)(source.getpixel((x, y))))
add("bmp-555", bmp(16, 0, rows(pack(5, 5, 5))), 1)
add("bmp-565", bmp(16, 3, rows(pack(5, 6, 5)), masks=struct.pack("<III", 0xF800, 0x07E0, 0x001F)), 1)
rgba = picture("RGBA")
add("bmp-32-alpha", bmp(32, 3, rows(lambda x, y: bgr(x, y) + bytes([rgba.getpixel((x, y))[3]])), header=108, masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)),
    expected=flat(rgba))
add("bmp-32-alpha-empty", bmp(32, 3, rows(lambda x, y: bgr(x, y) + b"\0"), header=108, masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)), expected=source)

with open("tests/Portolan.Encoders.Images.Tests/Golden/samples.jsonl", "w", newline="\n") as stream:
    for line in lines:
        stream.write(json.dumps(line) + "\n")
print(len(lines), "samples")
