"""Exports some forty small models of as many architectures, each in both forms, with inputs and PyTorch's results.

    python make_zoo.py FOLDER [NAME ...]
    python make_zoo.py --cases zoo.jsonl.gz

For each model NAME.pt2, NAME.core.pt2 (after run_decompositions()), NAME.<input>.npy and NAME.out<K>.npy, and a line of
zoo.json. With --cases the calls and models that the tests run, in the form of make_cases.py. Written with torch 2.15 on
a CPU.
"""

import gzip
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.export import Dim

warnings.filterwarnings("ignore")
ZOO = {}


def model(inputs, train=False, shapes=None, tolerance=1e-4, core=True):
    """Adds a class or function that makes a module; `inputs` makes the example."""

    def add(make):
        ZOO[make.__name__] = (make, inputs, train, shapes, tolerance, core)
        return make

    return add


def ids(high, *shape):
    return torch.randint(0, high, shape)


R = torch.randn


# Recurrent language models
class Recurrent(nn.Module):
    def __init__(self, cell, **options):
        super().__init__()
        self.embed = nn.Embedding(20, 8)
        self.cell = cell(8, 8, batch_first=True, **options)
        self.head = nn.Linear(16 if options.get("bidirectional") else 8, 20)

    def forward(self, ids):
        y, state = self.cell(self.embed(ids))
        return self.head(y), state[0] if isinstance(state, tuple) else state


@model(lambda: (ids(20, 4, 6),))
def lstm():
    return Recurrent(nn.LSTM, num_layers=2)


@model(lambda: (ids(20, 4, 6),))
def gru_bidirectional():
    return Recurrent(nn.GRU, bidirectional=True)


@model(lambda: (ids(20, 4, 6),))
def rnn():
    return Recurrent(nn.RNN, num_layers=2, nonlinearity="relu")


@model(lambda: (R(4, 5, 6),))
class cells(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru, self.lstm, self.rnn = nn.GRUCell(6, 8), nn.LSTMCell(8, 8), nn.RNNCell(8, 4)

    def forward(self, x):
        h = x.new_zeros(x.size(0), 8)
        c, g, r = torch.zeros_like(h), torch.zeros_like(h), x.new_zeros(x.size(0), 4)
        for t in range(x.size(1)):
            g = self.gru(x[:, t], g)
            h, c = self.lstm(g, (h, c))
            r = self.rnn(h, r)
        return r, c


# Transformers of torch.nn
@model(lambda: (R(2, 5, 16), R(2, 4, 16)))
class transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Transformer(16, 2, 2, 2, 32, batch_first=True)

    def forward(self, src, tgt):
        mask = nn.Transformer.generate_square_subsequent_mask(tgt.size(1))
        return self.body(src, tgt, tgt_mask=mask, tgt_is_causal=True)


@model(lambda: (ids(20, 2, 6), torch.tensor([[False] * 6, [False] * 4 + [True] * 2])))
class encoder_padding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 16, padding_idx=0)
        layer = nn.TransformerEncoderLayer(16, 4, 32, activation="gelu", batch_first=True, norm_first=True)
        self.body = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)

    def forward(self, ids, padding):
        return self.body(self.embed(ids), src_key_padding_mask=padding)


@model(lambda: (R(5, 2, 16), R(7, 2, 16)))
class multihead(nn.Module):
    def __init__(self):
        super().__init__()
        self.own = nn.MultiheadAttention(16, 4)
        self.cross = nn.MultiheadAttention(16, 2, kdim=16, vdim=16, bias=False)

    def forward(self, x, memory):
        y, weights = self.own(x, x, x)
        return self.cross(y, memory, memory, need_weights=False)[0], weights


class T5Attention(nn.Module):
    def __init__(self, width=16, heads=2):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.bias = nn.Embedding(8, heads)

    def buckets(self, n):
        relative = torch.arange(n)[None, :] - torch.arange(n)[:, None]
        sign = (relative > 0).to(torch.long) * 4
        relative = relative.abs()
        large = 2 + (torch.log(relative.float() / 2) / math.log(8) * 2).to(torch.long)
        return sign + torch.where(relative < 2, relative, torch.min(large, torch.full_like(large, 3)))

    def forward(self, x):
        b, n, w = x.shape
        q, k, v = (f(x).view(b, -1, self.heads, w // self.heads).transpose(1, 2) for f in (self.q, self.k, self.v))
        scores = torch.matmul(q, k.transpose(3, 2)) + self.bias(self.buckets(n)).permute(2, 0, 1).unsqueeze(0)
        p = F.softmax(scores.float(), dim=-1).type_as(scores)
        return self.o(torch.matmul(p, v).transpose(1, 2).contiguous().view(b, -1, w))


class T5Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.to(torch.float32).pow(2).mean(-1, keepdim=True) + 1e-6)


@model(lambda: (ids(20, 2, 7),))
class t5(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Embedding(20, 16)
        self.norms = nn.ModuleList(T5Norm(16) for _ in range(4))
        self.attention = nn.ModuleList(T5Attention() for _ in range(2))
        self.wi0, self.wi1, self.wo = (
            nn.ModuleList(nn.Linear(a, b, bias=False) for _ in range(2)) for a, b in ((16, 32), (16, 32), (32, 16))
        )

    def forward(self, ids):
        x = self.shared(ids)
        for i in range(2):
            x = x + self.attention[i](self.norms[2 * i](x))
            h = self.norms[2 * i + 1](x)
            x = x + self.wo[i](F.gelu(self.wi0[i](h), approximate="tanh") * self.wi1[i](h))
        return F.linear(x * 16**-0.5, self.shared.weight)


# Llama-like, in many forms
class Llama(nn.Module):
    def __init__(self, rope="half", groups="expand", window=None, alibi=False, gqa=False, cap=None, layers=2):
        super().__init__()
        self.rope, self.groups, self.window, self.alibi, self.gqa, self.cap = rope, groups, window, alibi, gqa, cap
        self.embed = nn.Embedding(24, 16)
        self.layers = nn.ModuleList(
            nn.ModuleDict(
                dict(
                    n1=nn.RMSNorm(16), q=nn.Linear(16, 16, bias=False), k=nn.Linear(16, 8, bias=False),
                    v=nn.Linear(16, 8, bias=False), o=nn.Linear(16, 16, bias=False), n2=nn.RMSNorm(16),
                    gate=nn.Linear(16, 24, bias=False), up=nn.Linear(16, 24, bias=False),
                    down=nn.Linear(24, 16, bias=False),
                )
            )
            for _ in range(layers)
        )
        self.norm = nn.RMSNorm(16)
        self.head = nn.Linear(16, 24, bias=False)
        self.register_buffer("inv", 1.0 / 10000 ** (torch.arange(0, 4, 2).float() / 4), persistent=False)

    def rotate(self, x, angle):
        if self.rope == "half":
            angle = torch.cat((angle, angle), -1)
            a, b = x.chunk(2, -1)
            return x * angle.cos() + torch.cat((-b, a), -1) * angle.sin()
        if self.rope == "interleaved":
            c, s = angle.cos().repeat_interleave(2, -1), angle.sin().repeat_interleave(2, -1)
            turned = torch.stack((-x[..., 1::2], x[..., ::2]), -1).flatten(-2)
            return x * c + turned * s
        turned = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2)) * torch.polar(torch.ones_like(angle), angle)
        return torch.view_as_real(turned).flatten(-2).type_as(x)

    def forward(self, ids):
        b, n = ids.shape
        x = self.embed(ids)
        positions = torch.arange(n, device=ids.device)
        angle = torch.outer(positions.float(), self.inv)
        distance = positions[:, None] - positions[None, :]
        mask = distance >= 0
        if self.window:
            mask = mask & (distance < self.window)
        bias = torch.zeros(n, n).masked_fill(~mask, float("-inf"))
        if self.alibi:
            slopes = torch.pow(2.0, -2.0 * torch.arange(1, 5))
            bias = bias - slopes[:, None, None] * distance.abs()
        for each in self.layers:
            h = each["n1"](x)
            q = self.rotate(each["q"](h).view(b, n, 4, 4).transpose(1, 2), angle)
            k = self.rotate(each["k"](h).view(b, n, 2, 4).transpose(1, 2), angle)
            v = each["v"](h).view(b, n, 2, 4).transpose(1, 2)
            if self.gqa:
                y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True, scale=0.4)
            else:
                if self.groups == "expand":
                    k, v = (t[:, :, None].expand(b, 2, 2, n, 4).reshape(b, 4, n, 4) for t in (k, v))
                else:
                    k, v = (t.repeat_interleave(2, dim=1) for t in (k, v))
                if self.cap:
                    w = torch.einsum("bhqd,bhkd->bhqk", q, k) / 2
                    w = self.cap * torch.tanh(w / self.cap) + bias
                    y = torch.einsum("bhqk,bhkd->bhqd", w.softmax(-1, dtype=torch.float32), v)
                else:
                    y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
            x = x + each["o"](y.transpose(1, 2).reshape(b, n, 16))
            h = each["n2"](x)
            x = x + each["down"](F.silu(each["gate"](h)) * each["up"](h))
        return self.head(self.norm(x))


def llama(name, **options):
    def make():
        return Llama(**options)

    make.__name__ = name
    model(lambda: (ids(24, 2, 6),))(make)


llama("llama")
llama("llama_interleaved", rope="interleaved", groups="repeat")
llama("llama_complex", rope="complex", window=3)
llama("alibi_cap", alibi=True, cap=5.0)
llama("llama_gqa", gqa=True)


@model(lambda: (ids(24, 4, 6),), shapes=lambda: {"ids": {0: Dim("batch", min=2, max=64), 1: Dim("length", min=2, max=32)}})
def llama_dynamic():
    return Llama(gqa=True, layers=1)


@model(lambda: (ids(24, 4, 6),), shapes=lambda: {"ids": {0: Dim("batch", min=2, max=64), 1: Dim("length", min=2, max=32)}})
def llama_dynamic_mask():
    return Llama(window=3, layers=1)


@model(lambda: (R(2, 1, 16), torch.tensor([3])))
class kv_buffer(nn.Module):
    """A step with a cache in buffers, that are written at a position."""

    def __init__(self, form="index_copy"):
        super().__init__()
        self.form = form
        self.q, self.k, self.v = (nn.Linear(16, 16) for _ in range(3))
        self.register_buffer("keys", torch.randn(2, 4, 8, 4))
        self.register_buffer("values", torch.randn(2, 4, 8, 4))

    def forward(self, x, position):
        q, k, v = (f(x).view(2, 1, 4, 4).transpose(1, 2) for f in (self.q, self.k, self.v))
        if self.form == "index_copy":
            self.keys.index_copy_(2, position, k)
            self.values.index_copy_(2, position, v)
        elif self.form == "index_put":
            self.keys[:, :, position] = k
            self.values[:, :, position] = v
        else:
            self.keys[:, :, 3:4].copy_(k)
            self.values[:, :, 3:4] = v
        mask = torch.arange(8)[None, :] <= position[:, None]
        return F.scaled_dot_product_attention(q, self.keys, self.values, attn_mask=mask).transpose(1, 2).reshape(2, 1, 16)


@model(lambda: (R(2, 1, 16), torch.tensor([3])))
def kv_index_put():
    return kv_buffer("index_put")


@model(lambda: (R(2, 1, 16), torch.tensor([3])))
def kv_slice():
    return kv_buffer("slice")


@model(lambda: (R(2, 1, 16), R(2, 4, 8, 4), R(2, 4, 8, 4), torch.tensor([[3], [5]])))
class kv_inputs(nn.Module):
    """The cache goes in and out; places by scatter."""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(16, 48)

    def forward(self, x, keys, values, position):
        q, k, v = self.qkv(x).view(2, 1, 3, 4, 4).permute(2, 0, 3, 1, 4)
        place = position[:, None, :, None].expand(2, 4, 1, 4)
        keys, values = keys.scatter(2, place, k), torch.scatter(values, 2, place, v)
        mask = torch.arange(8)[None, None, None, :] <= position[:, :, None, None]
        y = F.scaled_dot_product_attention(q, keys, values, attn_mask=mask)
        return {"y": y.transpose(1, 2).reshape(2, 1, 16), "cache": (keys, values)}


# Mixtures of experts
class MoE(nn.Module):
    def __init__(self, form):
        super().__init__()
        self.form = form
        self.gate = nn.Linear(8, 4, bias=False)
        self.w1, self.w2 = nn.Parameter(R(4, 8, 12) * 0.3), nn.Parameter(R(4, 12, 8) * 0.3)

    def forward(self, x):
        flat = x.view(-1, 8)
        p = F.softmax(self.gate(flat), dim=-1)
        w, chosen = torch.topk(p, 2, dim=-1)
        w = w / w.sum(-1, keepdim=True)
        if self.form == "one_hot":
            hot = F.one_hot(chosen, 4).to(x.dtype)
            each = torch.einsum("tke,tk->te", hot, w)
            h = F.gelu(torch.einsum("td,edf->tef", flat, self.w1))
            y = torch.einsum("tef,efd,te->td", h, self.w2, each)
        elif self.form == "scatter":
            each = torch.zeros_like(p).scatter_(1, chosen, w)
            y = torch.zeros_like(flat)
            for e in range(4):
                y += each[:, e, None] * (F.silu(flat @ self.w1[e]) @ self.w2[e])
        elif self.form == "bmm":
            h = torch.bmm(flat[:, None, None, :].expand(-1, 2, 1, 8).reshape(-1, 1, 8), self.w1[chosen].view(-1, 8, 12))
            h = torch.bmm(h.relu(), self.w2[chosen].view(-1, 12, 8)).view(-1, 2, 8)
            y = (h * w[..., None]).sum(1)
        else:
            order = chosen.flatten().argsort(stable=True)
            rows = order // 2
            counts = torch.bincount(chosen.flatten(), minlength=4).cumsum(0)
            expert = torch.searchsorted(counts, torch.arange(order.numel()), right=True)
            h = torch.einsum("td,tdf->tf", flat[rows], self.w1[expert]).relu()
            h = torch.einsum("tf,tfd->td", h, self.w2[expert]) * w.flatten()[order][:, None]
            y = torch.zeros_like(flat).index_add_(0, rows, h)
        load = F.one_hot(chosen, 4).sum((0, 1)).float()
        return y.view_as(x), (load / load.sum() * p.mean(0)).sum() * 4


for form in ("one_hot", "scatter", "bmm", "sorted"):
    def moe(form=form):
        return MoE(form)

    moe.__name__ = f"moe_{form}"
    model(lambda: (R(2, 5, 8),))(moe)


# Images
@model(lambda: (R(2, 8, 8, 16),))
class swin(nn.Module):
    def __init__(self, shift=2, window=4, heads=2):
        super().__init__()
        self.shift, self.window, self.heads = shift, window, heads
        self.norm, self.qkv, self.proj = nn.LayerNorm(16), nn.Linear(16, 48), nn.Linear(16, 16)
        self.table = nn.Parameter(torch.randn(49, heads) * 0.1)
        c = torch.stack(torch.meshgrid(torch.arange(4), torch.arange(4), indexing="ij")).flatten(1)
        rel = (c[:, :, None] - c[:, None, :]).permute(1, 2, 0) + 3
        self.register_buffer("index", rel[..., 0] * 7 + rel[..., 1])
        self.merge = nn.Linear(64, 32, bias=False)

    def forward(self, x):
        b, h, w, c = x.shape
        img = torch.zeros((1, h, w, 1))
        count = 0
        for rows in (slice(0, -4), slice(-4, -2), slice(-2, None)):
            for cols in (slice(0, -4), slice(-4, -2), slice(-2, None)):
                img[:, rows, cols, :] = count
                count += 1
        m = img.view(1, 2, 4, 2, 4, 1).permute(0, 1, 3, 2, 4, 5).reshape(-1, 16)
        mask = m.unsqueeze(1) - m.unsqueeze(2)
        mask = mask.masked_fill(mask != 0, -100.0).masked_fill(mask == 0, 0.0)
        y = torch.roll(self.norm(x), (-self.shift, -self.shift), (1, 2))
        y = y.view(b, 2, 4, 2, 4, c).permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, 16, c)
        q, k, v = self.qkv(y).reshape(-1, 16, 3, self.heads, 8).permute(2, 0, 3, 1, 4)
        a = (q * 8**-0.5) @ k.transpose(-2, -1)
        a = a + self.table[self.index.view(-1)].view(16, 16, -1).permute(2, 0, 1).contiguous()
        a = (a.view(b, 4, self.heads, 16, 16) + mask.unsqueeze(1).unsqueeze(0)).view(-1, self.heads, 16, 16).softmax(-1)
        y = self.proj((a @ v).transpose(1, 2).reshape(-1, 16, c))
        y = y.view(b, 2, 2, 4, 4, -1).permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, -1)
        x = x + torch.roll(y, (self.shift, self.shift), (1, 2))
        x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1)
        return self.merge(x)


@model(lambda: (R(2, 3, 8, 8),))
class convnext(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.dw = nn.Conv2d(3, 8, 2, 2), nn.Conv2d(8, 8, 7, padding=3, groups=8)
        self.norm, self.p1, self.p2 = nn.LayerNorm(8, eps=1e-6), nn.Linear(8, 32), nn.Linear(32, 8)
        self.gamma = nn.Parameter(torch.full((8,), 0.5))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        y = self.p2(F.gelu(self.p1(self.norm(self.dw(x).permute(0, 2, 3, 1)))))
        x = x + (self.gamma * y).permute(0, 3, 1, 2)
        return self.head(x.mean([-2, -1]))


@model(lambda: (R(2, 3, 8, 8),))
class mobilenet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish(inplace=True))
        self.dw = nn.Sequential(nn.Conv2d(8, 8, 3, 1, 1, groups=8, bias=False), nn.BatchNorm2d(8), nn.ReLU6(inplace=True))
        self.pool, self.s1, self.s2 = nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(8 * 16, 5))

    def forward(self, x):
        x = self.stem(x)
        y = self.dw(x)
        y = y * F.hardsigmoid(self.s2(F.relu(self.s1(self.pool(y)))))
        return self.head(x + y)


@model(lambda: (R(2, 3, 8, 8),))
class unet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)
        self.up, self.d, self.e = nn.ConvTranspose2d(8, 4, 2, 2), nn.Conv2d(8, 4, 3, padding="same"), nn.Conv2d(8, 2, 1)
        self.n1, self.n2 = nn.InstanceNorm2d(4, affine=True), nn.BatchNorm2d(8)

    def forward(self, x):
        a = F.leaky_relu(self.n1(self.a(x)), 0.1)
        b = F.elu(self.n2(self.b(F.max_pool2d(a, 2))))
        c = F.relu(self.c(F.avg_pool2d(b, 2)))
        u = F.interpolate(c, scale_factor=2, mode="bilinear", align_corners=True)
        u = self.up(u + b)
        d = F.relu(self.d(torch.cat([u, a], 1)))
        return self.e(torch.cat([d, F.interpolate(self.up(F.interpolate(c, size=(4, 4), mode="nearest")), size=a.shape[2:], mode="bicubic")], 1))


class ResNetLike(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.b1 = nn.Conv2d(3, 4, 3, 1, 1, bias=False), nn.BatchNorm2d(4)
        self.c2, self.b2 = nn.Conv2d(4, 4, 3, 2, 1, bias=False), nn.BatchNorm2d(4)
        self.down, self.fc = nn.Conv2d(4, 4, 1, 2), nn.Linear(4, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.b1(self.c1(x)), inplace=True), 2)
        y = self.b2(self.c2(x))
        y += self.down(x)
        return self.fc(F.relu_(y).mean((2, 3)))


@model(lambda: (R(4, 3, 8, 8),))
def resnet():
    return ResNetLike()


@model(lambda: (R(4, 3, 8, 8),), train=True)
def resnet_train():
    return ResNetLike()


@model(lambda: (R(2, 8, 4, 4), torch.tensor([3, 700])))
class diffusion(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(4, 8), nn.Conv2d(8, 8, 3, padding=1)
        self.n2, self.c2 = nn.GroupNorm(4, 8), nn.Conv2d(8, 8, 3, padding=1)
        self.time = nn.Sequential(nn.Linear(8, 16), nn.SiLU(), nn.Linear(16, 16))
        self.n3, self.qkv, self.out = nn.GroupNorm(1, 8), nn.Conv1d(8, 24, 1), nn.Conv1d(8, 8, 1)

    def forward(self, x, t):
        half = 4
        freq = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / half)
        angle = t[:, None].float() * freq[None]
        emb = self.time(torch.cat([torch.sin(angle), torch.cos(angle)], -1))
        scale, shift = emb[:, :, None, None].chunk(2, dim=1)
        h = self.c1(F.silu(self.n1(x)))
        h = x + self.c2(F.silu(self.n2(h) * (1 + scale) + shift))
        b, c, *spatial = h.shape
        flat = h.reshape(b, c, -1)
        q, k, v = self.qkv(self.n3(flat)).reshape(b * 2, -1, 16).split(4, dim=1)
        w = torch.einsum("bct,bcs->bts", q * 4**-0.25, k * 4**-0.25).softmax(-1)
        return (flat + self.out(torch.einsum("bts,bcs->bct", w, v).reshape(b, -1, 16))).reshape(b, c, *spatial)


@model(lambda: (R(4, 12), R(4, 3)))
class vae(nn.Module):
    """The noise is an input, that numbers can be compared."""

    def __init__(self):
        super().__init__()
        self.e, self.mu, self.lv, self.d = nn.Linear(12, 8), nn.Linear(8, 3), nn.Linear(8, 3), nn.Linear(3, 12)

    def forward(self, x, noise):
        h = torch.tanh(self.e(x))
        mu, lv = self.mu(h), self.lv(h)
        y = torch.sigmoid(self.d(mu + torch.exp(0.5 * lv) * noise))
        kl = -0.5 * torch.sum(1 + lv - mu.pow(2) - lv.exp())
        return F.binary_cross_entropy(y, torch.sigmoid(x), reduction="sum") + kl, y


@model(lambda: (R(4, 12),), tolerance=None)
class vae_noise(vae):
    def forward(self, x):
        return super().forward(x, torch.randn(4, 3) + torch.randn_like(x)[:, :3] * torch.rand(3))[1]


@model(lambda: (R(3, 3, 8, 8), ids(20, 3, 6)))
class clip(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch, self.cls = nn.Conv2d(3, 8, 4, 4, bias=False), nn.Parameter(R(8))
        self.pos = nn.Parameter(R(5, 8))
        self.tokens, self.tpos = nn.Embedding(20, 8), nn.Parameter(R(6, 8))
        self.v = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.t = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.vp, self.tp = nn.Parameter(R(8, 4)), nn.Parameter(R(8, 4))
        self.scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, image, ids):
        x = self.patch(image).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls + torch.zeros(x.shape[0], 1, 8), x], 1) + self.pos
        i = self.v(x)[:, 0, :] @ self.vp
        t = self.tokens(ids) + self.tpos
        t = self.t(t, src_mask=torch.full((6, 6), float("-inf")).triu(1))
        t = t[torch.arange(t.shape[0]), ids.argmax(-1)] @ self.tp
        i, t = i / i.norm(dim=-1, keepdim=True), F.normalize(t, dim=-1)
        logits = self.scale.exp() * i @ t.t()
        labels = torch.arange(3)
        return logits, logits.t(), (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2


# Sound and sequences
@model(lambda: (R(2, 8, 16),))
class whisper(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2 = nn.Conv1d(8, 16, 3, padding=1), nn.Conv1d(16, 16, 3, stride=2, padding=1)
        position = torch.arange(8)[:, None] * torch.exp(-math.log(10000) / 7 * torch.arange(8))[None]
        self.register_buffer("pos", torch.cat([position.sin(), position.cos()], 1))
        self.n, self.a, self.m = nn.LayerNorm(16), nn.MultiheadAttention(16, 2, batch_first=True), nn.Linear(16, 16)

    def forward(self, mel):
        x = F.gelu(self.c2(F.gelu(self.c1(mel)))).permute(0, 2, 1)
        x = (x + self.pos).to(x.dtype)
        h = self.n(x)
        return self.m(x + self.a(h, h, h, need_weights=False)[0])


@model(lambda: (R(2, 40),))
class wav2vec(nn.Module):
    def __init__(self):
        super().__init__()
        self.f0, self.g = nn.Conv1d(1, 8, 5, 3, bias=False), nn.GroupNorm(8, 8)
        self.pos = nn.utils.parametrizations.weight_norm(nn.Conv1d(8, 8, 4, padding=2, groups=2), dim=2)
        self.old = nn.utils.weight_norm(nn.Conv1d(8, 4, 3))
        self.spectral = nn.utils.parametrizations.spectral_norm(nn.Linear(4, 4))
        self.norm = nn.LayerNorm(8)

    def forward(self, wave):
        x = (wave - wave.mean(-1, keepdim=True)) / torch.sqrt(wave.var(-1, unbiased=False, keepdim=True) + 1e-7)
        x = F.gelu(self.g(self.f0(x[:, None])))
        y = F.gelu(self.pos(x)[:, :, :-1])
        x = self.norm((x + y).transpose(1, 2)).transpose(1, 2)
        return self.spectral(self.old(x).transpose(1, 2))


@model(lambda: (R(2, 6, 8),))
class mamba(nn.Module):
    def __init__(self, state=4):
        super().__init__()
        self.i, self.c = nn.Linear(8, 32), nn.Conv1d(16, 16, 4, groups=16, padding=3)
        self.x, self.dt = nn.Linear(16, 2 + 2 * state, bias=False), nn.Linear(2, 16)
        self.A = nn.Parameter(torch.log(torch.arange(1, state + 1).float().repeat(16, 1)))
        self.D, self.o = nn.Parameter(torch.ones(16)), nn.Linear(16, 8)

    def forward(self, x):
        n = x.shape[1]
        u, z = self.i(x).chunk(2, -1)
        u = F.silu(self.c(u.transpose(1, 2))[..., :n]).transpose(1, 2)
        dt, B, C = self.x(u).split([2, 4, 4], -1)
        dt = F.softplus(self.dt(dt))
        A = -torch.exp(self.A.float())
        dA = torch.exp(torch.einsum("bld,dn->bldn", dt, A))
        dBu = torch.einsum("bld,bln,bld->bldn", dt, B, u)
        h, ys = torch.zeros(x.shape[0], 16, 4), []
        for t in range(n):
            h = dA[:, t] * h + dBu[:, t]
            ys.append(torch.einsum("bdn,bn->bd", h, C[:, t]))
        y = torch.stack(ys, 1) + u * self.D
        decay = torch.exp(torch.cumsum(dt, 1).clamp(max=5)).cumprod(1).log1p()
        return self.o(y * F.silu(z) + 0.01 * decay)


@model(lambda: (R(2, 5, 8),))
class rwkv(nn.Module):
    def __init__(self):
        super().__init__()
        self.shift = nn.ZeroPad2d((0, 0, 1, -1))
        self.mk, self.mv, self.mr = (nn.Parameter(torch.rand(1, 1, 8)) for _ in range(3))
        self.k, self.v, self.r, self.o = (nn.Linear(8, 8, bias=False) for _ in range(4))
        self.decay, self.first = nn.Parameter(R(8)), nn.Parameter(R(8))

    def forward(self, x):
        xx = self.shift(x)
        k = self.k(torch.lerp(xx, x, self.mk))
        v, r = self.v(x * self.mv + xx * (1 - self.mv)), torch.sigmoid(self.r(x * self.mr + xx * (1 - self.mr)))
        w, out = -torch.exp(self.decay), torch.empty_like(v)
        num, den, top = torch.zeros_like(v[:, 0]), torch.zeros_like(v[:, 0]), torch.full_like(v[:, 0], -1e38)
        for t in range(x.size(1)):
            kt, vt = k[:, t], v[:, t]
            m = torch.maximum(top, kt + self.first)
            a, b = torch.exp(top - m), torch.exp(kt + self.first - m)
            out[:, t] = (a * num + b * vt) / (a * den + b)
            m = torch.maximum(top + w, kt)
            a, b = torch.exp(top + w - m), torch.exp(kt - m)
            num, den, top = a * num + b * vt, a * den + b, m
        return self.o(r * out)


# Graphs and tables
@model(lambda: (R(6, 8), ids(6, 2, 14)))
class gat(nn.Module):
    def __init__(self):
        super().__init__()
        self.w, self.a, self.o = nn.Linear(8, 8, bias=False), nn.Parameter(R(2, 8)), nn.Linear(16, 3)

    def forward(self, x, edges):
        h = self.w(x)
        src, dst = edges[0], edges[1]
        e = F.leaky_relu((torch.cat([h[src], h[dst]], -1).view(-1, 2, 8) * self.a).sum(-1), 0.2)
        top = torch.full((6, 2), float("-inf")).scatter_reduce(0, dst[:, None].expand(-1, 2), e, "amax", include_self=True)
        e = torch.exp(e - top[dst])
        total = torch.zeros(6, 2).index_add(0, dst, e)
        w = e / (total[dst] + 1e-16)
        y = torch.zeros(6, 2, 4).index_add_(0, dst, h[src].view(-1, 2, 4) * w[..., None]).flatten(1)
        mean = torch.zeros(6, 8).scatter_reduce_(0, dst[:, None].expand(-1, 8), h[src], "mean", include_self=False)
        return F.log_softmax(self.o(torch.cat([F.elu(y), mean], -1)), 1)


@model(lambda: (R(4, 5), ids(10, 4, 3), ids(12, 9), torch.tensor([0, 2, 2, 5])))
class dlrm(nn.Module):
    def __init__(self):
        super().__init__()
        self.bottom = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 4), nn.ReLU())
        self.e0, self.e1 = nn.EmbeddingBag(10, 4, mode="sum"), nn.EmbeddingBag(12, 4, mode="mean")
        self.top = nn.Sequential(nn.Linear(4 + 3, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())
        self.register_buffer("i", torch.tril_indices(3, 3, -1)[0])
        self.register_buffer("j", torch.tril_indices(3, 3, -1)[1])

    def forward(self, dense, bags, flat, offsets):
        x = self.bottom(dense)
        T = torch.stack([x, self.e0(bags), self.e1(flat, offsets)], 1)
        Z = torch.bmm(T, T.transpose(1, 2))[:, self.i, self.j]
        return self.top(torch.cat([x, Z], 1)).squeeze(-1)


@model(lambda: (ids(8, 4, 3), torch.randint(0, 2, (4,)).float()))
class deepfm(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.emb = nn.Embedding(24, 1), nn.Embedding(24, 4)
        self.register_buffer("offsets", torch.tensor([0, 8, 16]))
        self.mlp = nn.Sequential(nn.Linear(12, 8), nn.BatchNorm1d(8), nn.PReLU(), nn.Linear(8, 1))

    def forward(self, x, click):
        x = x + self.offsets.unsqueeze(0)
        e = self.emb(x)
        fm = 0.5 * (e.sum(1).square() - e.square().sum(1)).sum(1, keepdim=True)
        y = (self.first(x).sum(1) + fm + self.mlp(e.view(-1, 12))).squeeze(1)
        return F.binary_cross_entropy_with_logits(y, click, pos_weight=torch.tensor(2.0)), y


@model(lambda: (R(4, 6),))
class flow(nn.Module):
    def __init__(self):
        super().__init__()
        self.s, self.t = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 3)), nn.Linear(3, 3)
        self.w = nn.Parameter(torch.linalg.qr(R(6, 6))[0])
        self.register_buffer("perm", torch.randperm(6))

    def forward(self, x):
        a, b = x[:, self.perm].tensor_split(2, dim=1)
        s = torch.tanh(self.s(a))
        z = torch.hstack([a, b * s.exp() + self.t(a)]) @ torch.tril(self.w) @ (torch.triu(self.w, 1) + torch.eye(6))
        det = s.sum(-1) + torch.log(torch.abs(torch.diagonal(self.w))).sum()
        return z, torch.distributions.Normal(0.0, 1.0, validate_args=False).log_prob(z).sum(-1) + det


@model(lambda: (R(4, 6),))
class flow_det(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(R(6, 6))

    def forward(self, x):
        return x @ self.w.t(), torch.linalg.slogdet(self.w)[1] + torch.logdet(self.w @ self.w.t())


# Numbers
@model(lambda: (R(4, 8),), tolerance=1e-3)
class quantized(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("w8", torch.randint(-128, 128, (6, 8), dtype=torch.int8))
        self.register_buffer("scale", torch.rand(6, 1) * 0.02)
        self.register_buffer("packed", torch.randint(0, 256, (6, 3), dtype=torch.uint8))

    def forward(self, x):
        y = F.linear(x, self.w8.to(x.dtype) * self.scale)
        low, high = self.packed & 15, self.packed >> 4
        w4 = (torch.stack([low, high], -1).flatten(1).to(torch.int8) - 8).to(torch.float16)
        y = y @ (w4 * self.scale.half()).float().t()
        s = y.abs().amax(-1, keepdim=True).clamp(min=1e-5) / 127
        q = torch.round(y / s).clamp(-128, 127).to(torch.int8)
        return (q.to(torch.int32) @ q.to(torch.int32).t()).float() * s, q


@model(lambda: (R(4, 8), R(4, 8).double(), R(4, 8).half(), R(4, 8).bfloat16(), torch.rand(4, 8) > 0.5, ids(9, 4, 8).int()), tolerance=2e-2)
class mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(8, 8).to(torch.bfloat16)
        self.h = nn.Linear(8, 8).half()
        self.d = nn.Linear(8, 8).double()

    def forward(self, f, d, h, b, mask, i):
        y = self.d(d) + self.l(b) * 2 + self.h(h).float()
        z = torch.where(mask, f, -torch.inf).masked_fill(~mask, torch.finfo(torch.float16).min)
        w = i // 2 + i % 3 - (i >> 1) + (i & 3) * mask + i.bool() ** 2
        return y, z.half(), w, (i / 3 + h).to(torch.float32), f.to(torch.int32).sum(), mask.sum(), (mask | (f > 0)).all(-1)


@model(lambda: ({"x": R(4, 8), "pair": (R(4, 8), ids(5, 4))}, [R(4, 8)]))
class nested(nn.Module):
    """Dicts, tuples and lists go in and out; outputs that are None, numbers, inputs and the same twice."""

    def __init__(self):
        super().__init__()
        self.l = nn.Linear(8, 8)

    def forward(self, tree, more):
        y = self.l(tree["x"]) + tree["pair"][0]
        return {"y": y, "again": y, "in": tree["pair"][1], "none": None, "n": 3}, [more[0].t() @ y, y.shape[0]]


# Regions
@model(lambda: (R(4, 8),), tolerance=2e-2)
class regions(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8)

    def forward(self, x):
        with torch.no_grad():
            scale = self.a(x).abs().mean()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = self.b(x)
        y = torch.utils.checkpoint.checkpoint(lambda t: F.gelu(self.c(t)), y.float(), use_reentrant=False)
        return y / scale, y.detach().argmax(-1)


@model(lambda: (R(4, 8),))
class conditional(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 8)

    def forward(self, x):
        return torch.cond(x.sum() > 0, lambda t: self.a(t), lambda t: self.b(t), (x,))


# Losses, for training
class Loss(nn.Module):
    def __init__(self, loss, out=5):
        super().__init__()
        self.up, self.down, self.loss = nn.Linear(6, 12), nn.Linear(12, out), loss

    def forward(self, x, y):
        return self.loss(self.down(torch.tanh(self.up(x))), y)


def labels():
    y = ids(5, 8)
    y[2] = -100
    return y


for name, loss, target in (
    ("smooth", lambda p, y: F.cross_entropy(p, y, label_smoothing=0.1), labels),
    ("weighted", lambda p, y: F.cross_entropy(p, y, weight=torch.arange(1.0, 6), ignore_index=1, reduction="sum"), lambda: ids(5, 8)),
    ("soft", lambda p, y: F.cross_entropy(p, y.softmax(-1)), lambda: R(8, 5)),
    ("nll", lambda p, y: F.nll_loss(F.log_softmax(p, 1), y), lambda: ids(5, 8)),
    ("mse", lambda p, y: F.mse_loss(p, y), lambda: R(8, 5)),
    ("l1", lambda p, y: F.l1_loss(p, y) + F.smooth_l1_loss(p, y, beta=0.5), lambda: R(8, 5)),
    ("huber", lambda p, y: F.huber_loss(p, y, delta=0.7), lambda: R(8, 5)),
    ("bce", lambda p, y: F.binary_cross_entropy_with_logits(p, torch.sigmoid(y)), lambda: R(8, 5)),
    ("kl", lambda p, y: F.kl_div(F.log_softmax(p, -1), F.softmax(y, -1), reduction="batchmean"), lambda: R(8, 5)),
    ("focal", lambda p, y: ((1 - p.softmax(-1).gather(1, y[:, None])) ** 2 * -p.log_softmax(-1).gather(1, y[:, None])).mean(), lambda: ids(5, 8)),
    ("triplet", lambda p, y: F.triplet_margin_loss(p, y, y.flip(0)) + F.cosine_embedding_loss(p, y, torch.ones(8)) + F.margin_ranking_loss(p[:, 0], p[:, 1], torch.ones(8)), lambda: R(8, 5)),
    ("poisson", lambda p, y: F.poisson_nll_loss(p, y) + F.soft_margin_loss(p, y.sign()), lambda: torch.rand(8, 5) + 0.1),
    ("info", lambda p, y: F.cross_entropy(F.normalize(p) @ F.normalize(y).t() / 0.1, torch.arange(8)), lambda: R(8, 5)),
    ("hinge", lambda p, y: F.multi_margin_loss(p, y) + F.multilabel_soft_margin_loss(p, F.one_hot(y, 5).float()), lambda: ids(5, 8)),
):
    def make(loss=loss):
        return Loss(loss)

    make.__name__ = f"loss_{name}"
    model(lambda target=target: (R(8, 6), target()))(make)


def leaves(tree):
    return torch.utils._pytree.tree_leaves(tree)


def shorten(program):
    """Cuts the folders of this machine out of the stack traces."""
    import re

    for module in program.graph_module.modules():
        for node in module.graph.nodes if isinstance(module, torch.fx.GraphModule) else ():
            if trace := node.meta.get("stack_trace"):
                trace = re.sub(r'File "[^"]*/site-packages/', 'File "', trace)
                node.meta["stack_trace"] = re.sub(r'File "/[^"]*/', 'File "', trace)


def numbers(t):
    """As NumPy has it; bfloat16 as float32, of which the file keeps the values."""
    return t.detach().float().numpy() if t.dtype == torch.bfloat16 else t.detach().numpy()


def main(folder, names):
    folder = pathlib.Path(folder)
    folder.mkdir(exist_ok=True, parents=True)
    table = folder / "zoo.json"
    lines = json.loads(table.read_text()) if table.exists() else {}
    for name in names or ZOO:
        make, inputs, train, shapes, tolerance, core = ZOO[name]
        torch.manual_seed(sum(map(ord, name)))
        network, given = make().train(train), inputs()
        for module in network.modules():
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                module.running_mean.normal_(0, 0.2)
                module.running_var.uniform_(0.5, 1.5)
        try:
            program = torch.export.export(network, given, dynamic_shapes=shapes and shapes())
            with torch.no_grad():
                expected = program.module()(*given) if not train else None
                made = {"": program, ".core": program.run_decompositions()}
                if train:
                    expected = network(*given)
            for suffix, each in made.items():
                shorten(each)
                torch.export.save(each, folder / f"{name}{suffix}.pt2")
        except Exception as error:
            print(f"{name}: PyTorch does not export it: {str(error).splitlines()[0][:150]}")
            continue
        users = [s.arg.name for s in program.graph_signature.input_specs if s.kind.name == "USER_INPUT"]
        for key, t in zip(users, leaves(given), strict=True):
            np.save(folder / f"{name}.{key}.npy", numbers(t))
        out = [t for t in leaves(expected) if isinstance(t, torch.Tensor)]
        for k, t in enumerate(out):
            np.save(folder / f"{name}.out{k}.npy", numbers(t))
        lines[name] = {"inputs": users, "outputs": len(out), "tolerance": tolerance, "loss": out[0].shape == () and out[0].is_floating_point()}
        table.write_text(json.dumps(lines, indent=0))


# Statements before the last semicolon, and what they give; x is a matrix, i are images.
CALLS = """
y = x * 1; y[:, 1:3] = x[:, :2]; y
y = x * 1; y[:, ::2] = torch.sin(x[:, ::2]); y[:, 1::2] = torch.cos(x[:, 1::2]); y
y = x * 1; y[torch.tensor([0, 2]), torch.tensor([1, -1])] = torch.tensor([7.0, 8.0]); y
y = x * 1; y[x > 0] = 0; y
y = x * 1; v = y[1:3]; v.mul_(2); v[0, 0] = 9; (y, v)
y = x * 1; v = y.t(); v[0].zero_(); (y, v)
y = x * 1; a, b = y.chunk(2, 1); a.add_(1); b.copy_(a); y
y = x * 1; r = y.reshape(-1); r[3:5] = 0; (y, r)
y = x * 1; y.diagonal().fill_(1); y
y = x * 1; y.unbind(0)[1].fill_(2); y
y = x * 1; z = y.expand(2, 4, 6); y.add_(1); z
y = x > 0; y &= x < 1; y ^= True; y
y = x.view(2, 2, 6) * 1; y[:, :, torch.tensor([1, 0])] = 2 * x.view(2, 2, 6)[:, :, :2]; y
y = x.view(2, 2, 6) * 1; y[torch.tensor([1, 0]), :, torch.tensor([3, 2])] = x.view(2, 2, 6)[:, :, 0]; y
x.index_copy(0, torch.tensor([2, 0]), x[:2])
x.index_fill(1, torch.tensor([0, 2]), 5)
x.masked_scatter(x > 0, torch.arange(24.0))
torch.slice_scatter(x, x[:, :3] * 2, 1, 0, 6, 2)
x.scatter_add(0, torch.tensor([[0, 1, 2, 0]]), x)
x.long() >> 1
(x.long() << 2).to(torch.int8) >> 1
torch.quantile(x, 0.3, dim=1)
torch.diag_embed(x)
torch.tensordot(x, x, dims=([1], [1]))
torch.block_diag(x, x)
torch.tensor_split(x, 4, 1)
torch.isclose(x, x + 1e-9)
torch.cdist(x, x + 1)
x.bool() ** 2
torch.rsub(x, x + 1, alpha=2)
F.triplet_margin_loss(x, x + 1, x - 2)
F.cosine_embedding_loss(x, x + 1, torch.tensor([1, -1, 1, -1]))
F.multi_margin_loss(x, torch.tensor([0, 1, 5, 2]))
F.poisson_nll_loss(x, x.abs(), full=True)
F.batch_norm(x, None, None, training=True)
F.pad(x, (1, -1, 0, 2), value=3.0)
F.scaled_dot_product_attention(i, i[:, :, :3], i[:, :, :3], is_causal=True)
F.interpolate(i, scale_factor=2, mode="bicubic")
F.interpolate(i, size=(9, 4), mode="bicubic", align_corners=True)
F.interpolate(i, scale_factor=1.7, mode="nearest-exact")
F.fold(F.unfold(i, 3, padding=1, stride=2), (6, 6), 3, padding=1, stride=2)
F.max_pool3d(i[None], 2)
F.avg_pool3d(i[None], (2, 2, 3), stride=2)
F.conv2d(i[0], torch.ones(2, 4, 3, 3) * 0.1)
F.pixel_unshuffle(i, 2)
F.channel_shuffle(i, 2)
F.pad(i, (1, 2, 0, 1), mode="reflect")
"""


class Statements(nn.Module):
    def __init__(self, text):
        super().__init__()
        self.text = text

    def forward(self, x, i):
        scope = {"x": x, "i": i}
        *before, last = self.text.split("; ")
        exec("\n".join(before), globals(), scope)
        return eval(last, globals(), scope)


def case_line(name, form, text, program, given, expected):
    """A case in the form of make_cases.py."""
    from make_cases import graph, packed

    outputs = [packed(t) for t in leaves(expected) if isinstance(t, torch.Tensor)]
    return json.dumps({
        "api": name, "form": form, "call": text, "program": graph(program), "inputs": [packed(t) for t in leaves(given)],
        "weights": {k: packed(v) for k, v in program.state_dict.items()},
        "constants": {k: packed(v) for k, v in program.constants.items()}, "outputs": outputs,
    }, separators=(",", ":"))


def both_lines(name, network, given, shapes=None):
    """A module as it is exported and after decomposition, with its results."""
    with torch.no_grad():
        program = torch.export.export(network, given, dynamic_shapes=shapes)
        core = program.run_decompositions()
        state = {k: v.clone() for k, v in network.state_dict().items()}
        expected = network(*torch.utils._pytree.tree_map(lambda t: t.clone(), given))
        network.load_state_dict(state)
    for form, each in (("exported", program), ("core", core)):
        yield case_line(name, form, name, each, given, expected)


def model_lines(name, make, inputs, train, shapes=None):
    torch.manual_seed(sum(map(ord, name)))
    network, given = make().train(train), inputs()
    yield from both_lines(name, network, given, shapes and shapes())


def cases(path):
    """Each call of CALLS and some models, as exported and after decomposition, in one file."""
    torch.manual_seed(0)
    x, i = torch.randint(-16, 17, (4, 6)) / 8, torch.randint(-16, 17, (2, 4, 6, 6)) / 8
    lines = [both_lines(text, Statements(text), (x, i)) for text in CALLS.strip().split("\n")]
    for name in ("cells", "rnn", "kv_buffer", "kv_slice", "moe_scatter", "resnet_train", "dlrm", "rwkv"):
        make, inputs, train, *_ = ZOO[name]
        lines.append(model_lines(name, make, inputs, train))
    with gzip.GzipFile(path, "wb", 9, mtime=0) as file:
        for line in (line for both in lines for line in both):
            # What is long is for the folder of models.
            if len(line) <= 30000:
                file.write((line + "\n").encode())


if __name__ == "__main__":
    if sys.argv[1] == "--cases":
        cases(sys.argv[2])
    else:
        main(sys.argv[1], sys.argv[2:])
