#!/usr/bin/env python3
"""Builds tiny ONNX models of the shapes of published families, laid out as Hugging Face's exports, and what they should give.

    npm install --prefix FOLDER --ignore-scripts tokenizers@0.23.2
    python3 eng/onnx_fixtures.py FOLDER/node_modules    writes tests/Portolan.Encoders.Onnx.Tests/Fixtures/

Needs python3-onnx, python3-numpy, python3-pil. Weights are random numbers of a fixed seed. expected.json of each model holds whole
pipelines: tokens by Hugging Face's tokenizers, pictures prepared with Pillow, the network computed by NumPy in float64 below (not by
ONNX Runtime, which is what the tests run), pooled, of length 1.
"""
import json
import math
import pathlib
import subprocess
import sys

import numpy
import onnx
import PIL
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

import tokenizer_fixtures

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests/Portolan.Encoders.Onnx.Tests/Fixtures"
TEXTS = ["", "The old harbour", "a photo of a small dog on the beach", "How do I configure the network when the cable is not connected?", "été über 漢字 😀",
         "Snow fell on the mountains in the night; in the morning the road was closed. " * 3, "she doesn't know", "25 ships"]
SIZES = [(50, 37), (33, 64), (32, 32), (8, 8), (200, 20)]
MEAN, DEVIATION = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]

EXACT_ERF = numpy.vectorize(math.erf)


class Network:
    """Writes an ONNX graph node by node, and computes the same numbers with NumPy on the way when it is given inputs."""

    def __init__(self, seed):
        self.random = numpy.random.RandomState(seed)
        self.nodes, self.weights, self.count = [], {}, 0

    def weight(self, name, *shape, scale=None, values=None):
        if name not in self.weights:
            if values is None:
                values = self.random.standard_normal(shape) * (scale or 1 / math.sqrt(shape[0]))
            self.weights[name] = numpy.asarray(values)
            if self.weights[name].dtype == numpy.float64:
                self.weights[name] = self.weights[name].astype(numpy.float32)
        return name

    def op(self, kind, *inputs, output=None, **attributes):
        self.count += 1
        output = output or f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, values, kind=numpy.int64):
        self.count += 1
        return self.weight(f"constant_{self.count}", values=numpy.asarray(values, dtype=kind))

    def model(self, name, inputs, outputs):
        kinds = {"ids": TensorProto.INT64, "short ids": TensorProto.INT32, "floats": TensorProto.FLOAT}
        graph = helper.make_graph(
            self.nodes, name,
            [helper.make_tensor_value_info(n, kinds[k], shape) for n, k, shape in inputs],
            [helper.make_tensor_value_info(output[0], TensorProto.FLOAT16 if "half" in output else TensorProto.FLOAT, output[1]) for output in outputs],
            [numpy_helper.from_array(values, n) for n, values in self.weights.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8, producer_name="eng/onnx_fixtures.py")
        onnx.checker.check_model(model)
        return model

    # What transformers are made of.

    def layer_norm(self, x, name, width):
        gain = self.weight(name + ".weight", values=(1 + 0.1 * self.random.standard_normal(width)))
        bias = self.weight(name + ".bias", values=0.1 * self.random.standard_normal(width))
        centred = self.op("Sub", x, self.op("ReduceMean", x, axes=[-1]))
        variance = self.op("ReduceMean", self.op("Mul", centred, centred), axes=[-1])
        root = self.op("Sqrt", self.op("Add", variance, self.constant(1e-5, numpy.float32)))
        return self.op("Add", self.op("Mul", self.op("Div", centred, root), gain), bias)

    def linear(self, x, name, rows, columns):
        product = self.op("MatMul", x, self.weight(name + ".weight", rows, columns))
        return self.op("Add", product, self.weight(name + ".bias", columns, scale=0.1))

    def heads(self, x, heads, size):
        return self.op("Transpose", self.op("Reshape", x, self.constant([0, 0, heads, size])), perm=[0, 2, 1, 3])

    def block(self, x, name, width, heads, bias=None):
        size = width // heads
        query, key, value = (self.heads(self.linear(x, f"{name}.{part}", width, width), heads, size) for part in "qkv")
        scores = self.op("Mul", self.op("MatMul", query, self.op("Transpose", key, perm=[0, 1, 3, 2])), self.constant(1 / math.sqrt(size), numpy.float32))
        if bias is not None:
            scores = self.op("Add", scores, bias)
        mixed = self.op("Transpose", self.op("MatMul", self.op("Softmax", scores, axis=-1), value), perm=[0, 2, 1, 3])
        mixed = self.linear(self.op("Reshape", mixed, self.constant([0, 0, width])), name + ".out", width, width)
        x = self.layer_norm(self.op("Add", x, mixed), name + ".norm1", width)
        inner = self.linear(x, name + ".up", width, 2 * width)
        gelu = self.op("Mul", self.op("Mul", inner, self.constant(0.5, numpy.float32)),
                       self.op("Add", self.op("Erf", self.op("Div", inner, self.constant(math.sqrt(2), numpy.float32))), self.constant(1, numpy.float32)))
        return self.layer_norm(self.op("Add", x, self.linear(gelu, name + ".down", 2 * width, width)), name + ".norm2", width)


class Reference:
    """The same layers in float64, from the weights of a network."""

    def __init__(self, weights):
        self.w = {name: values.astype(numpy.float64) for name, values in weights.items()}

    def layer_norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        return centred / numpy.sqrt((centred ** 2).mean(-1, keepdims=True) + 1e-5) * self.w[name + ".weight"] + self.w[name + ".bias"]

    def linear(self, x, name):
        return x @ self.w[name + ".weight"] + self.w[name + ".bias"]

    def block(self, x, name, heads, bias):
        size = x.shape[-1] // heads
        query, key, value = (self.linear(x, f"{name}.{part}").reshape(len(x), heads, size).transpose(1, 0, 2) for part in "qkv")
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(size) + bias
        scores = numpy.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        x = self.layer_norm(x + self.linear(mixed.transpose(1, 0, 2).reshape(len(x), -1), name + ".out"), name + ".norm1")
        inner = self.linear(x, name + ".up")
        return self.layer_norm(x + self.linear(0.5 * inner * (1 + EXACT_ERF(inner / math.sqrt(2))), name + ".down"), name + ".norm2")


def positions(n, ids, width, most):
    """Learned positions 0, 1, … for (texts, tokens)."""
    length = n.op("Gather", n.op("Shape", ids), n.constant(1), axis=0)
    return n.op("Gather", n.weight("positions", most, width, scale=0.3), n.op("Range", n.constant(0), length, n.constant(1)), axis=0)


def bert(seed, vocabulary, width, heads, most, has_types, pools):
    n = Network(seed)
    x = n.op("Gather", n.weight("words", vocabulary, width, scale=1), "input_ids", axis=0)
    if has_types:
        x = n.op("Add", x, n.op("Gather", n.weight("types", 2, width, scale=0.3), "token_type_ids", axis=0))
    x = n.layer_norm(n.op("Add", x, positions(n, "input_ids", width, most)), "norm", width)
    mask = n.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = n.op("Mul", n.op("Sub", n.op("Unsqueeze", mask, n.constant([1, 2])), n.constant(1, numpy.float32)), n.constant(10000, numpy.float32))
    x = n.block(x, "block0", width, heads, bias)
    inputs = [("input_ids", "ids", ["batch_size", "sequence_length"]), ("attention_mask", "ids", ["batch_size", "sequence_length"])]
    if has_types:
        inputs.append(("token_type_ids", "ids", ["batch_size", "sequence_length"]))
    n.op("Identity", x, output="token_embeddings" if pools else "last_hidden_state")
    outputs = [("token_embeddings" if pools else "last_hidden_state", ["batch_size", "sequence_length", width])]
    if pools:
        wide = n.op("Unsqueeze", mask, n.constant([2]))
        total = n.op("ReduceSum", n.op("Mul", x, wide), n.constant([1]), keepdims=0)
        n.op("Div", total, n.op("ReduceSum", wide, n.constant([1]), keepdims=0), output="sentence_embedding")
        outputs.append(("sentence_embedding", ["batch_size", width]))

    def hidden(ids):
        r = Reference(n.weights)
        x = r.w["words"][ids] + r.w["positions"][:len(ids)] + (r.w["types"][0] if has_types else 0)
        return r.block(r.layer_norm(x, "norm"), "block0", heads, 0)
    return n.model("bert", inputs, outputs), hidden


def clip_text(n, vocabulary, width, heads, projection, prefix=""):
    x = n.op("Gather", n.weight("words", vocabulary, width, scale=1), "input_ids", axis=0)
    x = n.op("Add", x, positions(n, "input_ids", width, 77))
    length = n.op("Gather", n.op("Shape", "input_ids"), n.constant(1), axis=0)
    places = n.op("Range", n.constant(0), length, n.constant(1))
    later = n.op("Less", n.op("Unsqueeze", places, n.constant([1])), n.op("Unsqueeze", places, n.constant([0])))
    bias = n.op("Mul", n.op("Cast", later, to=TensorProto.FLOAT), n.constant(-10000, numpy.float32))
    x = n.layer_norm(n.block(x, "text.block0", width, heads, bias), "text.norm", width)
    # The token with the highest number, the first of several, is the end.
    end = n.op("ArgMax", "input_ids", axis=1, keepdims=1)
    picked = n.op("GatherND", x, end, batch_dims=1)
    return n.op("MatMul", picked, n.weight("text.projection", width, projection), output=prefix + "text_embeds")


def clip_vision(n, width, heads, projection, prefix=""):
    patches = n.op("Conv", "pixel_values", n.weight("patch", width, 3, 8, 8, scale=0.1), kernel_shape=[8, 8], strides=[8, 8])
    patches = n.op("Transpose", n.op("Reshape", patches, n.constant([0, width, -1])), perm=[0, 2, 1])
    batch = n.op("Gather", n.op("Shape", "pixel_values"), n.constant([0]), axis=0)
    first = n.op("Expand", n.weight("class", 1, 1, width, scale=1), n.op("Concat", batch, n.constant([1, 1]), axis=0))
    x = n.op("Add", n.op("Concat", first, patches, axis=1), n.weight("places", 17, width, scale=0.3))
    x = n.block(x, "vision.block0", width, heads)
    hidden = n.op("Identity", x, output="last_hidden_state")
    pooled = n.layer_norm(n.op("Gather", hidden, n.constant(0), axis=1), "vision.norm", width)
    return n.op("MatMul", pooled, n.weight("vision.projection", width, projection), output=prefix + "image_embeds")


def clip_text_reference(weights, ids, heads):
    r = Reference(weights)
    x = r.w["words"][ids] + r.w["positions"][:len(ids)]
    bias = numpy.triu(numpy.full((len(ids), len(ids)), -10000.0), 1)
    x = r.layer_norm(r.block(x, "text.block0", heads, bias), "text.norm")
    return x[int(numpy.argmax(ids))] @ r.w["text.projection"]


def clip_vision_reference(weights, pixels, heads):
    r = Reference(weights)
    patches = pixels.reshape(3, 4, 8, 4, 8).transpose(1, 3, 0, 2, 4).reshape(16, -1)
    x = numpy.concatenate([r.w["class"][0], patches @ r.w["patch"].reshape(len(r.w["patch"]), -1).T]) + r.w["places"]
    x = r.block(x, "vision.block0", heads, 0)
    return x, r.layer_norm(x[0], "vision.norm") @ r.w["vision.projection"]


def resnet(seed):
    n = Network(seed)
    x = n.op("Relu", n.op("Conv", "pixel_values", n.weight("stem", 8, 3, 3, 3, scale=0.3), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]))
    short = n.op("Conv", x, n.weight("short", 12, 8, 1, 1, scale=0.4), kernel_shape=[1, 1], strides=[2, 2])
    long = n.op("Conv", x, n.weight("long", 12, 8, 3, 3, scale=0.2), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    hidden = n.op("Relu", n.op("Add", short, long), output="last_hidden_state")
    n.op("GlobalAveragePool", hidden, output="pooler_output")
    model = n.model("resnet", [("pixel_values", "floats", ["batch_size", 3, "height", "width"])],
                    [("last_hidden_state", ["batch_size", 12, "rows", "columns"]), ("pooler_output", ["batch_size", 12, 1, 1])])

    def convolve(x, kernel, pad):
        x = numpy.pad(x, ((0, 0), (pad, pad), (pad, pad)))
        size = kernel.shape[-1]
        windows = numpy.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::2, ::2]
        return numpy.einsum("chwij,ocij->ohw", windows, kernel)

    def pooled(pixels):
        w = {name: values.astype(numpy.float64) for name, values in n.weights.items()}
        x = numpy.maximum(convolve(pixels, w["stem"], 1), 0)
        return numpy.maximum(convolve(x, w["short"], 0) + convolve(x, w["long"], 1), 0).mean((1, 2))
    return model, pooled


def picture(width, height):
    y, x = numpy.mgrid[0:height, 0:width]
    return numpy.stack([(x * 7 + y * 3) % 256, (x * y) % 256, (x ^ y) * 5 % 256], -1).astype(numpy.uint8)


def prepare(width, height):
    """As CLIPImageProcessor: the short side to 32 (Pillow's bicubic), the middle 32 × 32, / 255, mean and deviation."""
    image = Image.fromarray(picture(width, height))
    size = (32, int(32 * height / width)) if width <= height else (int(32 * width / height), 32)
    image = image.resize(size, Image.BICUBIC)
    left, top = (image.width - 32) // 2, (image.height - 32) // 2
    pixels = numpy.asarray(image.crop((left, top, left + 32, top + 32)), dtype=numpy.float64) / 255
    return ((pixels - MEAN) / DEVIATION).transpose(2, 0, 1)


PREPROCESSOR = {"do_resize": True, "size": {"shortest_edge": 32}, "resample": 3, "do_center_crop": True, "crop_size": {"height": 32, "width": 32},
                "do_rescale": True, "rescale_factor": 0.00392156862745098, "do_normalize": True, "image_mean": MEAN, "image_std": DEVIATION,
                "do_convert_rgb": True, "image_processor_type": "CLIPImageProcessor"}


def encode(modules, tokenizer):
    script = """
const { Tokenizer } = require(process.argv[1] + '/tokenizers');
const { tokenizer, texts } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const t = Tokenizer.fromString(JSON.stringify(tokenizer));
(async () => { const out = []; for (const text of texts) out.push((await t.encode(text)).getIds()); console.log(JSON.stringify(out)); })();
"""
    whole = dict(tokenizer, padding=None)
    result = subprocess.run(["node", "-e", script, str(pathlib.Path(modules).resolve())], input=json.dumps({"tokenizer": whole, "texts": TEXTS}), capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def unit(vector):
    return [float(f"{value:.9g}") for value in vector / numpy.linalg.norm(vector)]


def write(folder, files):
    for name, content in files.items():
        path = TARGET / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, onnx.ModelProto):
            path.write_bytes(content.SerializeToString())
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes", file=sys.stderr)


def main():
    modules = sys.argv[1]
    peers = f"numpy {numpy.__version__}, Pillow {PIL.__version__}, tokenizers 0.23.2 (npm)"

    tokenizer = tokenizer_fixtures.bert()
    ids = encode(modules, tokenizer)
    model, hidden = bert(1, len(tokenizer["model"]["vocab"]), 24, 3, 64, has_types=True, pools=False)
    tokens = [hidden(row) for row in ids]
    write("bert", {
        "onnx/model.onnx": model,
        "tokenizer.json": tokenizer,
        "config.json": {"model_type": "bert", "hidden_size": 24, "max_position_embeddings": 64, "num_hidden_layers": 1},
        "tokenizer_config.json": {"model_max_length": 40, "tokenizer_class": "BertTokenizer", "pad_token": "[PAD]"},
        "modules.json": [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                         {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}],
        "1_Pooling/config.json": {"word_embedding_dimension": 24, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
                                  "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False},
        "README.md": "---\nlicense: apache-2.0\ntags:\n- test\n---\nA model of random numbers.\n",
    })
    # The file's own limit of 48 tokens does not apply where the configuration says 40.
    cut = [row if len(row) <= 40 else row[:39] + [row[-1]] for row in ids]
    tokens = [hidden(row) for row in cut]
    counts = numpy.arange
    write("bert", {"expected.json": {"peers": peers, "texts": [
        {"text": text, "tokens": len(row), "mean": unit(x.mean(0)), "cls": unit(x[0]), "last": unit(x[-1]), "max": unit(x.max(0)),
         "weighted-mean": unit((x * (counts(len(x)) + 1)[:, None]).sum(0))}
        for text, row, x in zip(TEXTS, cut, tokens)]}})

    # As exported for telephones: one text at a time, of one length, 32-bit numbers in and 16-bit numbers out. Its tokeniser is bert's.
    n = Network(7)
    x = n.op("Gather", n.weight("words", len(tokenizer["model"]["vocab"]), 6, scale=1), "input_ids", axis=0)
    x = n.op("Add", x, n.op("Gather", n.weight("positions", 16, 6, scale=0.3), "position_ids", axis=0))
    wide = n.op("Unsqueeze", n.op("Cast", "attention_mask", to=TensorProto.FLOAT), n.constant([2]))
    total = n.op("ReduceSum", n.op("Mul", x, wide), n.constant([1]), keepdims=0)
    n.op("Cast", n.op("Div", total, n.op("ReduceSum", wide, n.constant([1]), keepdims=0)), to=TensorProto.FLOAT16, output="sentence_embedding")
    fixed = n.model("fixed", [(name, "short ids", [1, 16]) for name in ("input_ids", "attention_mask", "position_ids")], [("sentence_embedding", [1, 6], "half")])
    cut = [row if len(row) <= 16 else row[:15] + [row[-1]] for row in ids]
    write("fixed", {"model.onnx": fixed, "expected.json": {"peers": peers, "texts": [
        {"text": text, "none": unit((n.weights["words"].astype(float)[row] + n.weights["positions"].astype(float)[:len(row)]).mean(0))} for text, row in zip(TEXTS, cut)]}})

    spm = tokenizer_fixtures.unigram_model()
    tokenizer = tokenizer_fixtures.xlmr(spm)
    ids = encode(modules, tokenizer)
    model, hidden = bert(2, len(tokenizer["model"]["vocab"]), 16, 2, 258, has_types=False, pools=True)
    write("xlmr", {
        "model.onnx": model,
        "tokenizer.json": tokenizer,
        "config.json": {"model_type": "xlm-roberta", "hidden_size": 16, "max_position_embeddings": 258, "pad_token_id": 1},
        "tokenizer_config.json": {"model_max_length": 1e30, "tokenizer_class": "XLMRobertaTokenizer"},
        "config_sentence_transformers.json": {"prompts": {"query": "query: "}, "default_prompt_name": None},
    })
    write("xlmr", {"expected.json": {"peers": peers, "texts": [
        {"text": text, "tokens": len(row), "none": unit(hidden(row).mean(0))} for text, row in zip(TEXTS, ids)]}})

    tokenizer = tokenizer_fixtures.clip()
    ids = [row if len(row) <= 77 else row[:76] + [row[-1]] for row in encode(modules, tokenizer)]
    n = Network(3)
    vocabulary = len(tokenizer["model"]["vocab"])
    clip_text(n, vocabulary, 12, 2, 20)
    text_model = n.model("text", [("input_ids", "ids", ["batch_size", "sequence_length"])], [("text_embeds", ["batch_size", 20])])
    v = Network(4)
    clip_vision(v, 16, 2, 20)
    vision_model = v.model("vision", [("pixel_values", "floats", ["batch_size", 3, 32, 32])],
                           [("image_embeds", ["batch_size", 20]), ("last_hidden_state", ["batch_size", 17, 16])])
    config = {"model_type": "clip", "projection_dim": 20, "text_config": {"model_type": "clip_text_model", "max_position_embeddings": 77, "hidden_size": 12},
              "vision_config": {"model_type": "clip_vision_model", "image_size": 32, "hidden_size": 16}}
    common = {"tokenizer.json": tokenizer, "config.json": config, "preprocessor_config.json": PREPROCESSOR,
              "tokenizer_config.json": {"model_max_length": 77, "tokenizer_class": "CLIPTokenizer", "pad_token": "<|endoftext|>"}}
    pictures = [prepare(*size) for size in SIZES]
    write("clip", common | {"onnx/text_model.onnx": text_model, "onnx/vision_model.onnx": vision_model, "expected.json": {
        "peers": peers,
        "texts": [{"text": text, "tokens": len(row), "none": unit(clip_text_reference(n.weights, row, 2))} for text, row in zip(TEXTS, ids)],
        "images": [{"width": size[0], "height": size[1], "none": unit(clip_vision_reference(v.weights, pixels, 2)[1]),
                    "cls": unit(clip_vision_reference(v.weights, pixels, 2)[0][0]), "mean": unit(clip_vision_reference(v.weights, pixels, 2)[0].mean(0))}
                   for size, pixels in zip(SIZES, pictures)]}})

    # Both halves in one file; attention_mask is there and, as in CLIP, changes nothing for texts that end before the padding.
    n = Network(5)
    clip_text(n, vocabulary, 8, 2, 10)
    clip_vision(n, 8, 2, 10)
    n.op("Cast", "attention_mask", to=TensorProto.FLOAT, output="unused")
    one = n.model("clip", [("input_ids", "ids", ["text_batch_size", "sequence_length"]), ("pixel_values", "floats", ["image_batch_size", 3, 32, 32]),
                           ("attention_mask", "ids", ["text_batch_size", "sequence_length"])],
                  [("text_embeds", ["text_batch_size", 10]), ("image_embeds", ["image_batch_size", 10])])
    write("clip-one", common | {"config.json": dict(config, projection_dim=10), "onnx/model.onnx": one, "expected.json": {
        "peers": peers,
        "texts": [{"text": text, "tokens": len(row), "none": unit(clip_text_reference(n.weights, row, 2))} for text, row in zip(TEXTS, ids)],
        "images": [{"width": size[0], "height": size[1], "none": unit(clip_vision_reference(n.weights, pixels, 2)[1])} for size, pixels in zip(SIZES, pictures)]}})

    model, pooled = resnet(6)
    write("resnet", {
        "onnx/model.onnx": model,
        "config.json": {"model_type": "resnet", "hidden_sizes": [8, 12], "num_labels": 1000},
        "preprocessor_config.json": PREPROCESSOR,
        "expected.json": {"peers": peers, "images": [{"width": size[0], "height": size[1], "mean": unit(pooled(pixels))} for size, pixels in zip(SIZES, pictures)]}})


if __name__ == "__main__":
    main()
