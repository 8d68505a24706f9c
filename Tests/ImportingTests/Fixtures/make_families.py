"""Exports more small models, of families that users bring, in the manner of make_zoo.py, and calls that draw.

    python make_families.py FOLDER [NAME ...]
    python make_families.py --cases families.jsonl.gz

A case of a draw has, instead of its numbers, their mean, deviation, least and largest.
"""

import gzip
import math
import sys

import make_zoo
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from make_zoo import R, ZOO, Statements, case_line, ids, main, model
from torch._higher_order_ops.map import map as map_rows
from torch._higher_order_ops.scan import scan
from torch._higher_order_ops.while_loop import while_loop
from torch.export import Dim

ZOO.clear()


def B():
    return Dim("batch", min=2, max=64)


def L():
    return Dim("length", min=2, max=32)


@model(lambda: (R(2, 3, 16, 16),))
class efficientnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 2, 1, bias=False)
        self.b0 = nn.BatchNorm2d(8)
        self.ex = nn.Conv2d(8, 16, 1, bias=False)
        self.b1 = nn.BatchNorm2d(16)
        self.dw = nn.Conv2d(16, 16, 5, 1, 2, groups=16, bias=False)
        self.b2 = nn.BatchNorm2d(16)
        self.s1 = nn.Conv2d(16, 4, 1)
        self.s2 = nn.Conv2d(4, 16, 1)
        self.pr = nn.Conv2d(16, 8, 1, bias=False)
        self.b3 = nn.BatchNorm2d(8)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = F.silu(self.b0(self.stem(x)), inplace=True)
        y = F.silu(self.b1(self.ex(x)), inplace=True)
        y = F.silu(self.b2(self.dw(y)), inplace=True)
        s = F.adaptive_avg_pool2d(y, 1)
        y = torch.sigmoid(self.s2(F.silu(self.s1(s)))) * y
        y = self.b3(self.pr(y))
        y += x
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(y, (1, 1)), 1))


@model(lambda: (R(4, 3, 16, 16),), train=True)
class densenet_train(nn.Module):
    def __init__(self):
        super().__init__()
        self.c0 = nn.Conv2d(3, 8, 3, padding=1)
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(8 + 4 * i), nn.ReLU(inplace=True), nn.Conv2d(8 + 4 * i, 4, 3, padding=1, bias=False)
            )
            for i in range(3)
        )
        self.tr = nn.Sequential(nn.BatchNorm2d(20), nn.ReLU(), nn.Conv2d(20, 10, 1), nn.AvgPool2d(2, 2))
        self.fc = nn.Linear(10, 5)

    def forward(self, x):
        f = [F.max_pool2d(self.c0(x), 3, 2, 1)]
        for l in self.layers:
            f.append(l(torch.cat(f, 1)))
        return self.fc(F.adaptive_avg_pool2d(self.tr(torch.cat(f, 1)), 1).flatten(1))


@model(lambda: (R(4, 3, 15, 17),))
class inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 4, 1)
        self.b = nn.Conv2d(3, 4, (1, 7), padding=(0, 3))
        self.c = nn.Conv2d(4, 4, (7, 1), padding=(3, 0))
        self.d = nn.Conv2d(3, 4, 3, stride=2, dilation=1)
        self.lrn = nn.LocalResponseNorm(3)
        self.fc = nn.Linear(19 * 4, 3)

    def forward(self, x):
        p = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
        y = torch.cat(
            [
                self.a(p),
                self.c(self.b(x)),
                F.pad(self.d(x), (4, 5, 4, 4)),
                F.max_pool2d(x, 3, 1, 1),
                x.new_ones(x.shape[0], 4, 15, 17),
            ],
            1,
        )
        y = self.lrn(y)
        return self.fc(F.adaptive_max_pool2d(y, (2, 2)).flatten(1))


@model(lambda: (R(2, 3, 32, 32),))
class mobilenetv3(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8, eps=1e-3, momentum=0.01), nn.Hardswish())
        self.dw = nn.Sequential(nn.Conv2d(8, 8, 3, 2, 1, groups=8), nn.BatchNorm2d(8), nn.ReLU())
        self.se = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 8, 1), nn.ReLU(), nn.Conv2d(8, 8, 1), nn.Hardsigmoid()
        )
        self.head = nn.Sequential(
            nn.Linear(8, 16), nn.Hardswish(inplace=True), nn.Dropout(0.2, inplace=True), nn.Linear(16, 5)
        )

    def forward(self, x):
        x = self.dw(self.stem(x))
        x = x * self.se(x)
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


@model(lambda: (R(2, 4, 16, 16), R(2, 4, 16, 16)))
class fpn(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(4, 8, 3, 2, 1)
        self.b = nn.Conv2d(8, 8, 3, 2, 1)
        self.la = nn.Conv2d(8, 4, 1)
        self.lb = nn.Conv2d(8, 4, 1)
        self.cls = nn.Conv2d(4, 6, 3, padding=1)
        self.box = nn.Conv2d(4, 12, 3, padding=1)

    def forward(self, x, y):
        a = F.relu(self.a(x + y))
        b = F.relu(self.b(a))
        pb = self.lb(b)
        pa = self.la(a) + F.interpolate(pb, size=a.shape[-2:], mode="nearest")
        outs = []
        for p in (pa, pb):
            c = self.cls(p)
            n, _, h, w = c.shape
            c = c.view(n, 3, 2, h, w).permute(0, 3, 4, 1, 2).reshape(n, -1, 2)
            d = self.box(p).view(n, 3, 4, h, w).permute(0, 3, 4, 1, 2).reshape(n, -1, 4)
            gy, gx = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
            anc = torch.stack([gx, gy, gx + 1, gy + 1], -1).view(-1, 1, 4).repeat(1, 3, 1).view(-1, 4).float()
            wh = anc[:, 2:] - anc[:, :2]
            ctr = anc[:, :2] + 0.5 * wh
            pc = d[..., :2] * wh + ctr
            pw = torch.exp(torch.clamp(d[..., 2:], max=math.log(1000 / 16))) * wh
            boxes = torch.cat([pc - 0.5 * pw, pc + 0.5 * pw], -1).clamp(min=0, max=16)
            outs.append((c.sigmoid(), boxes))
        s = torch.cat([o[0] for o in outs], 1)
        bx = torch.cat([o[1] for o in outs], 1)
        top, idx = s.flatten(1).topk(5)
        return top, idx % 2, bx.gather(1, (idx // 2).unsqueeze(-1).expand(-1, -1, 4))


@model(lambda: (ids(30, 2, 8), torch.tensor([[1] * 8, [1] * 5 + [0] * 3])))
class deberta(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(30, 16, padding_idx=0)
        self.ln = nn.LayerNorm(16, eps=1e-7)
        self.rel = nn.Embedding(16, 16)
        self.q, self.k, self.v = (nn.Linear(16, 16) for _ in range(3))
        self.o = nn.Linear(16, 16)

    def forward(self, ids, mask):
        x = self.ln(self.e(ids)) * mask.unsqueeze(-1).to(torch.float32)
        b, n, _ = x.shape
        h = lambda t: t.view(b, n, 2, 8).permute(0, 2, 1, 3).contiguous().view(-1, n, 8)
        q, k, v = h(self.q(x)), h(self.k(x)), h(self.v(x))
        s = torch.bmm(q, k.transpose(-1, -2) / math.sqrt(24))
        rp = torch.arange(n)[:, None] - torch.arange(n)[None, :]
        sign = torch.sign(rp)
        mid = 4
        ap = torch.where((rp < mid) & (rp > -mid), torch.tensor(mid - 1).type_as(rp), torch.abs(rp))
        lp = torch.ceil(torch.log(ap / mid) / math.log((7) / mid) * (mid - 1)) + mid
        rp = torch.where(ap <= mid, rp.type_as(lp), lp * sign).long().unsqueeze(0).unsqueeze(0)
        r = self.rel.weight.view(16, 2, 8).permute(1, 0, 2)
        c2p = torch.bmm(q, r.repeat(b, 1, 1).transpose(-1, -2))
        pos = torch.clamp(rp + 8, 0, 15)
        c2p = torch.gather(c2p, -1, pos.squeeze(0).expand(b * 2, n, n))
        p2c = torch.gather(
            torch.bmm(k, r.repeat(b, 1, 1).transpose(-1, -2)),
            -1,
            torch.clamp(-rp + 8, 0, 15).squeeze(0).expand(b * 2, n, n),
        ).transpose(-1, -2)
        s = (s + c2p / math.sqrt(24) + p2c).view(b, 2, n, n)
        m = (mask[:, None, None, :] * mask[:, None, :, None]).bool()
        p = torch.softmax(s.masked_fill(~m, torch.finfo(s.dtype).min), -1).masked_fill(~m, 0.0)
        y = torch.bmm(p.view(-1, n, n), v).view(b, 2, n, 8).permute(0, 2, 1, 3).contiguous().view(b, n, -1)
        return self.o(y)


@model(
    lambda: (ids(24, 2, 8), R(2, 2, 2, 4, 4), R(2, 2, 2, 4, 4)),
    shapes=lambda: {"ids": {0: (b := B())}, "ks": {1: b}, "vs": {1: b}},
)
class mistral_cache(nn.Module):
    """sliding window; caches of keys/values stacked layers first, in and out by cat"""

    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(24, 16)
        self.n = nn.ModuleList(nn.RMSNorm(16) for _ in range(2))
        self.qkv = nn.ModuleList(nn.Linear(16, 32, bias=False) for _ in range(2))
        self.o = nn.ModuleList(nn.Linear(16, 16, bias=False) for _ in range(2))
        self.register_buffer("inv", 1 / 10000 ** (torch.arange(0, 4, 2).float() / 4), persistent=False)

    def forward(self, ids, ks, vs):
        x = self.e(ids)
        b, n = ids.shape
        past = ks.shape[3]
        pos = torch.arange(past, past + n)
        f = pos[:, None].float() * self.inv[None]
        f = torch.cat([f, f], -1)
        c, s = f.cos(), f.sin()
        rot = lambda t: torch.cat([-t[..., t.shape[-1] // 2 :], t[..., : t.shape[-1] // 2]], -1)
        nk, nv = [], []
        for i in range(2):
            q, k, v = self.qkv[i](self.n[i](x)).split([16, 8, 8], -1)
            q = q.view(b, n, 4, 4).transpose(1, 2)
            k = k.view(b, n, 2, 4).transpose(1, 2)
            v = v.view(b, n, 2, 4).transpose(1, 2)
            q = q * c + rot(q) * s
            k = k * c + rot(k) * s
            k = torch.cat([ks[i], k], 2)
            v = torch.cat([vs[i], v], 2)
            nk.append(k)
            nv.append(v)
            kk = k.repeat_interleave(2, 1)
            vv = v.repeat_interleave(2, 1)
            kp = torch.arange(past + n)
            m = (kp[None, :] <= pos[:, None]) & (kp[None, :] > pos[:, None] - 5)
            x = x + self.o[i](F.scaled_dot_product_attention(q, kk, vv, attn_mask=m).transpose(1, 2).reshape(b, n, 16))
        return {"logits": x @ self.e.weight.t(), "past": (torch.stack(nk), torch.stack(nv)), "none": None}


@model(lambda: (R(2, 5, 8),))
class mixtral_where(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(8, 4, bias=False)
        self.w1 = nn.Parameter(R(4, 12, 8) * 0.3)
        self.w2 = nn.Parameter(R(4, 8, 12) * 0.3)

    def forward(self, x):
        f = x.view(-1, 8)
        lg = self.gate(f)
        w = F.softmax(lg, 1, dtype=torch.float)
        w, sel = torch.topk(w, 2, -1)
        w /= w.sum(-1, keepdim=True)
        w = w.to(f.dtype)
        y = torch.zeros_like(f)
        mask = F.one_hot(sel, 4).permute(2, 1, 0)
        for e in range(4):
            ww = (mask[e].t() * w).sum(-1, keepdim=True)
            y.index_add_(0, torch.arange(10), F.linear(F.silu(F.linear(f, self.w1[e])), self.w2[e]) * ww)
        return y.view(2, 5, 8), lg


@model(lambda: (R(2, 8, 20), ids(30, 2, 6)))
class whisper_full(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv1d(8, 16, 3, padding=1)
        self.c2 = nn.Conv1d(16, 16, 3, 2, 1)
        self.pe = nn.Parameter(R(10, 16))
        self.te = nn.Embedding(30, 16)
        self.pd = nn.Embedding(12, 16)
        self.enc = nn.TransformerEncoderLayer(16, 2, 32, activation=F.gelu, batch_first=True, norm_first=True)
        self.dec = nn.TransformerDecoderLayer(16, 2, 32, activation=F.gelu, batch_first=True, norm_first=True)
        self.register_buffer("mask", torch.empty(12, 12).fill_(-np.inf).triu_(1), persistent=False)

    def forward(self, mel, ids):
        x = F.gelu(self.c2(F.gelu(self.c1(mel)))).permute(0, 2, 1) + self.pe
        m = self.enc(x)
        n = ids.shape[-1]
        t = self.te(ids) + self.pd.weight[:n]
        t = self.dec(t, m, tgt_mask=self.mask[:n, :n])
        return (t @ self.te.weight.to(t.dtype).T).float().log_softmax(-1)


@model(lambda: (R(2, 6, 8),), shapes=lambda: {"x": {0: B(), 1: L()}})
class mamba_cumsum(nn.Module):
    def __init__(self):
        super().__init__()
        self.i = nn.Linear(8, 16)
        self.c = nn.Conv1d(8, 8, 3, groups=8, padding=2)
        self.dt = nn.Linear(8, 8)
        self.bc = nn.Linear(8, 8)
        self.A = nn.Parameter(-torch.rand(8, 4))
        self.o = nn.Linear(8, 8)

    def forward(self, x):
        n = x.shape[1]
        u, z = self.i(x).chunk(2, -1)
        u = F.silu(self.c(u.transpose(1, 2))[:, :, :n]).transpose(1, 2)
        dt = F.softplus(self.dt(u))
        Bm, C = self.bc(u).chunk(2, -1)
        dA = torch.cumsum(dt.unsqueeze(-1) * self.A, 1)
        seg = dA.unsqueeze(2) - dA.unsqueeze(1)
        m = torch.tril(torch.ones(n, n, dtype=torch.bool))
        Lm = torch.exp(seg.masked_fill(~m[None, :, :, None, None], -torch.inf))
        y = torch.einsum("bln,blsdn,bsn,bsd->bld", C, Lm, Bm, dt * u)
        return self.o(y * F.silu(z))


@model(lambda: (R(2, 4, 8), R(2, 2, 4, 4)))
class linear_attention_state(nn.Module):
    """retnet-like: state in and out"""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.gn = nn.GroupNorm(2, 8)
        self.o = nn.Linear(8, 8)

    def forward(self, x, state):
        b, n, _ = x.shape
        q, k, v = (t.unflatten(-1, (2, 4)).transpose(1, 2) for t in self.qkv(x).chunk(3, -1))
        g = torch.log(1 - 2.0 ** (-5 - torch.arange(2.0)))
        t = torch.arange(n)
        d = torch.exp((t[:, None] - t[None]).clamp(min=0) * g[:, None, None]) * (t[:, None] >= t[None])
        inner = ((q @ k.mT) * d) @ v
        cross = (q * torch.exp(g[:, None] * (t + 1.0))[..., None]) @ state
        st = state * torch.exp(g * n)[:, None, None] + (k * torch.exp(g[:, None] * (n - 1.0 - t))[..., None]).mT @ v
        y = (inner + cross).transpose(1, 2).reshape(b * n, 8)
        return self.o(self.gn(y).view(b, n, 8)), st


@model(lambda: (ids(20, 5, 3),), shapes=lambda: {"ids": {1: B()}})
class lstm_packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(20, 8)
        self.l = nn.LSTM(8, 6, proj_size=4)
        self.g = nn.GRU(4, 5, num_layers=2, dropout=0.1)
        self.o = nn.Linear(5, 3)

    def forward(self, ids):
        y, (h, c) = self.l(self.e(ids))
        y, h2 = self.g(y)
        return self.o(y[-1]), h, c, h2


@model(lambda: (ids(20, 7), torch.tensor([0, 3, 5]), torch.rand(7)))
class bag_weights(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.EmbeddingBag(20, 6, mode="sum", include_last_offset=False)
        self.m = nn.EmbeddingBag(20, 6, mode="max")
        self.l = nn.Linear(12, 2)

    def forward(self, ids, off, w):
        return self.l(torch.cat([self.b(ids, off, w), self.m(ids, off)], -1))


@model(lambda: (R(6, 5),), train=True)
class bn1d_train_stats(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(5, 8)
        self.b = nn.BatchNorm1d(8)
        self.register_buffer("ema", torch.zeros(8))
        self.register_buffer("steps", torch.tensor(0))

    def forward(self, x):
        h = self.b(self.a(x))
        self.ema.mul_(0.9).add_(h.detach().mean(0), alpha=0.1)
        self.steps += 1
        return h - self.ema, self.steps.clone()


@model(lambda: (R(2, 5, 16),))
class mha_fast(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.MultiheadAttention(16, 4, batch_first=True)
        self.e = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2, 32, batch_first=True), 1)

    def forward(self, x):
        pad = torch.zeros(2, 5, dtype=torch.bool)
        pad[1, 3:] = True
        y, w = self.m(x, x, x, key_padding_mask=pad, average_attn_weights=False)
        return self.e(y, src_key_padding_mask=pad), w


@model(lambda: (R(2, 3, 4), R(3, 4, 5), R(4, 4)))
class einsums(nn.Module):
    def forward(self, a, b, m):
        return (
            torch.einsum("bij,ijk->bk", a, b),
            torch.einsum("ii->i", m),
            torch.einsum("ii", m),
            torch.einsum("...ij,...jk->...ik", a, b.sum(0)),
            torch.einsum("bij->jb", a),
            torch.einsum("i,j->ij", m[0], m[1]),
            torch.einsum("bij,bik->bjk", a, a),
            torch.einsum("bi...,ij->bj...", a.transpose(1, 2), m),
            torch.einsum("bij,kj,k->bi", a, m, m[:, 0]),
        )


@model(lambda: (R(4, 8).double(),))
class float64_net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8).double()
        self.n = nn.LayerNorm(8).double()
        self.m = nn.MultiheadAttention(8, 2, batch_first=True).double()

    def forward(self, x):
        y = self.n(self.a(x))
        return self.m(y[None], y[None], y[None])[0].squeeze(0), torch.special.expit(y) + torch.erf(y)


@model(lambda: (R(2, 6, 16).half(),), tolerance=2e-2)
class half_block(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True).half()

    def forward(self, x):
        return self.a(x).float(), F.softmax(x, -1, dtype=torch.float32).to(x.dtype)


@model(lambda: (R(2, 6, 16).bfloat16(),), tolerance=5e-2)
class bf16_conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv1d(6, 4, 3, padding=1).bfloat16()
        self.g = nn.GroupNorm(2, 4).bfloat16()
        self.l = nn.Linear(16, 3).bfloat16()

    def forward(self, x):
        return self.l(F.gelu(self.g(self.c(x))))


@model(lambda: (R(4, 8), torch.tensor(True)))
class cond_pred(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 8)

    def forward(self, x, flag):
        y, z = torch.cond(flag, lambda t: (self.a(t), t.sin()), lambda t: (self.b(t), t.cos()), (x,))
        return y + z


@model(lambda: (R(4, 3),))
class while_loop_net(nn.Module):
    def forward(self, x):
        i, y = while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * 2 + 1), (torch.zeros((), dtype=torch.int64), x))
        return y


@model(lambda: (R(5, 4, 3),))
class scan_net(nn.Module):
    def forward(self, x):
        c, y = scan(lambda c, t: (c * 0.5 + t, torch.tanh(c + t)), torch.zeros(4, 3), x)
        return c, y


@model(lambda: (R(5, 4, 3),))
class map_net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 2)

    def forward(self, x):
        return map_rows(lambda t, w, b: F.linear(t, w, b).relu(), x, self.l.weight, self.l.bias)


@model(lambda: (R(3, 4, 4), R(3, 4, 2)))
class linalg_net(nn.Module):
    def forward(self, a, b):
        s = a @ a.mT + 4 * torch.eye(4)
        c = torch.linalg.cholesky(s)
        return (
            torch.linalg.det(a),
            torch.linalg.inv(s),
            torch.linalg.solve(s, b),
            c,
            torch.cholesky_solve(b, c),
            torch.linalg.solve_triangular(c, b, upper=False),
            torch.logdet(s),
            torch.linalg.slogdet(s),
            torch.inverse(s),
            torch.linalg.matrix_power(a, 3),
        )


@model(lambda: (R(2, 16), R(4, 6)))
class strided(nn.Module):
    def forward(self, x, y):
        f = x.unfold(-1, 4, 2)
        return (
            f * torch.hann_window(4),
            torch.as_strided(y, (3, 3), (6, 2), 1),
            torch.as_strided(x, (2, 7, 4), (16, 2, 1)),
            y.as_strided((4, 6), (6, 1)).sum(0),
            y.as_strided((6, 4), (1, 6)),
            y.as_strided((4,), (7,)),
        )


@model(lambda: (R(2, 64),))
class stft_net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("w", torch.hann_window(16))

    def forward(self, x):
        s = torch.stft(x, 16, 8, window=self.w, return_complex=True)
        return s.abs() ** 2, torch.fft.rfft(x[:, :32]).real, torch.fft.irfft(torch.fft.rfft(x) * 2)


@model(lambda: (R(2, 8, 8),))
class fourier(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(8, 8)

    def forward(self, x):
        return self.l(x + torch.fft.fft(torch.fft.fft(x, dim=-1), dim=-2).real), torch.fft.fft2(x).real


@model(lambda: (R(4, 6), ids(50, 4, 3) * 1.0, torch.tensor([1, 0, 1, 1])))
class widedeep(nn.Module):
    def __init__(self):
        super().__init__()
        self.embs = nn.ModuleList(nn.Embedding(10 * (i + 1), 4) for i in range(3))
        self.cross = nn.ParameterList(nn.Parameter(R(18)) for _ in range(2))
        self.o = nn.Linear(18, 1)
        self.bn = nn.BatchNorm1d(6)

    def forward(self, dense, cat, y):
        c = cat.long()
        e = [emb(torch.remainder(c[:, i], 10 * (i + 1))) for i, emb in enumerate(self.embs)]
        x0 = torch.cat([self.bn(dense)] + e, 1)
        x = x0
        for w in self.cross:
            x = x0 * (x @ w).unsqueeze(-1) + x
        lg = self.o(x).squeeze(-1)
        return torch.sigmoid(lg), F.binary_cross_entropy_with_logits(lg, y.float())


@model(lambda: (R(4, 8, 3),))
class pointnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.Sequential(nn.Conv1d(6, 16, 1), nn.BatchNorm1d(16), nn.ReLU())
        self.o = nn.Linear(16, 3)

    def forward(self, p):
        d = torch.cdist(p, p)
        idx = d.topk(3, largest=False)[1]
        b = torch.arange(4).view(-1, 1, 1)
        nb = p[b, idx] - p[:, :, None]
        f = torch.cat([nb, p[:, :, None].expand(-1, -1, 3, -1)], -1).permute(0, 3, 1, 2).flatten(2)
        return self.o(self.m(f).view(4, 16, 8, 3).max(-1)[0].max(-1).values)


@model(lambda: (R(5, 4), ids(5, 2, 9)))
class gcn(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 6)
        self.o = nn.Linear(6, 2)

    def forward(self, x, e):
        r, c = e
        deg = torch.zeros(5).scatter_add_(0, c, torch.ones(9))
        d = deg.pow(-0.5)
        d = d.masked_fill_(d == float("inf"), 0.0)
        n = d[r] * d[c]
        h = self.l(x)
        y = torch.zeros(5, 6).scatter_add(0, c.view(-1, 1).expand(-1, 6), n.view(-1, 1) * h[r])
        mx = torch.full((5, 6), -1e9).index_reduce(0, c, h[r], "amax")
        m = torch.zeros(5, 6).index_reduce_(0, c, h[r], "mean", include_self=False)
        return self.o(F.relu(y) + mx.clamp(-1) + m)


@model(lambda: (R(2, 7, 12), torch.tensor([7, 4])))
class conformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.p1 = nn.Conv1d(12, 24, 1)
        self.d = nn.Conv1d(12, 12, 3, padding=1, groups=12)
        self.b = nn.BatchNorm1d(12)
        self.p2 = nn.Conv1d(12, 12, 1)
        self.q = nn.Linear(12, 12)
        self.pos = nn.Linear(12, 12, bias=False)
        self.u = nn.Parameter(R(2, 6))
        self.register_buffer("pe", R(1, 13, 12))

    def forward(self, x, lens):
        m = torch.arange(7)[None] >= lens[:, None]
        h = F.glu(self.p1(x.transpose(1, 2)), 1)
        h = h.masked_fill(m[:, None], 0.0)
        h = self.p2(F.silu(self.b(self.d(h)))).transpose(1, 2)
        q = self.q(h).view(2, 7, 2, 6)
        p = self.pos(self.pe).view(1, -1, 2, 6).transpose(1, 2)
        s = torch.matmul((q + self.u).transpose(1, 2), p.transpose(-2, -1))
        z = torch.zeros((*s.shape[:3], 1))
        s = torch.cat([z, s], -1).view(*s.shape[:2], s.shape[3] + 1, s.shape[2])[:, :, 1:].view_as(s)[..., :7]
        return h + s.softmax(-1).mean(1) @ h


@model(lambda: (R(2, 8, 16),))
class hubert_quant(nn.Module):
    def __init__(self):
        super().__init__()
        self.codes = nn.Parameter(R(10, 16))
        self.p = nn.Linear(16, 16)

    def forward(self, x):
        z = self.p(x).view(-1, 16)
        d = (z**2).sum(1, keepdim=True) + (self.codes**2).sum(1) - 2 * z @ self.codes.T
        i = torch.argmin(d, 1).unsqueeze(1)
        oh = torch.zeros(i.shape[0], 10).scatter_(1, i, 1)
        q = (oh @ self.codes).view_as(x)
        loss = F.mse_loss(q.detach(), x) + 0.25 * F.mse_loss(q, x.detach())
        q = x + (q - x).detach()
        a = oh.mean(0)
        return loss, q, torch.exp(-torch.sum(a * torch.log(a + 1e-10))), i


@model(lambda: (R(2, 3, 8, 8),))
class dino_reg(nn.Module):
    """position embedding interpolated, register tokens, layerscale"""

    def __init__(self):
        super().__init__()
        self.p = nn.Conv2d(3, 16, 2, 2)
        self.cls = nn.Parameter(R(1, 1, 16))
        self.reg = nn.Parameter(R(1, 2, 16))
        self.pos = nn.Parameter(R(1, 10, 16))
        self.b = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
        self.g = nn.Parameter(torch.ones(16) * 1e-1)

    def forward(self, x):
        x = self.p(x).flatten(2).transpose(1, 2)
        pp = self.pos[:, 1:].reshape(1, 3, 3, 16).permute(0, 3, 1, 2)
        pp = (
            F.interpolate(pp, scale_factor=(4.1 / 3, 4.1 / 3), mode="bicubic", antialias=False)
            .permute(0, 2, 3, 1)
            .view(1, -1, 16)
        )
        x = torch.cat((self.cls.expand(2, -1, -1), x), 1) + torch.cat((self.pos[:, :1], pp), 1)
        x = torch.cat((x[:, :1], self.reg.expand(2, -1, -1), x[:, 1:]), 1)
        y = self.b(x)
        x = x + self.g * y
        return {"cls": x[:, 0], "patch": x[:, 3:]}


@model(lambda: (R(2, 5), ids(6, 2)))
class rl_policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Linear(5, 8), nn.Tanh())
        self.pi = nn.Linear(8, 6)
        self.mu = nn.Linear(8, 3)
        self.ls = nn.Parameter(torch.zeros(3))
        self.v = nn.Linear(8, 1)

    def forward(self, o, act):
        h = self.a(o)
        d = torch.distributions.Categorical(logits=self.pi(h), validate_args=False)
        n = torch.distributions.Normal(self.mu(h), self.ls.exp(), validate_args=False)
        return (
            d.log_prob(act),
            d.entropy(),
            n.log_prob(n.mean + 0.1).sum(-1),
            self.v(h).squeeze(-1),
            d.mode if hasattr(d, "mode") else act,
        )


@model(lambda: (R(2, 4, 6, 6),))
class deform_pix(nn.Module):
    def __init__(self):
        super().__init__()
        self.o = nn.Conv2d(4, 6, 3, padding=1)
        self.up = nn.PixelShuffle(2)
        self.c = nn.Conv2d(4, 16, 3, padding=1, padding_mode="reflect")
        self.t = nn.ConvTranspose2d(4, 4, 3, 2, 1, output_padding=1, groups=2)

    def forward(self, x):
        th = self.o(x).mean((2, 3)).view(-1, 2, 3)
        g = F.affine_grid(th, (2, 4, 6, 6), align_corners=False)
        return (
            F.grid_sample(x, g, align_corners=False, padding_mode="border"),
            self.up(self.c(x)),
            self.t(x),
            F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2),
        )


@model(lambda: (R(2, 6, 4, 8, 8),))
class video3d(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv3d(6, 8, 3, padding=1, stride=(1, 2, 2))
        self.b = nn.BatchNorm3d(8)
        self.t = nn.Conv3d(8, 8, (3, 1, 1), padding=(1, 0, 0))
        self.l = nn.Linear(8, 4)
        self.up = nn.ConvTranspose3d(8, 2, 2, 2)

    def forward(self, x):
        y = F.relu(self.b(self.c(x)))
        y = self.t(y)
        return (
            self.l(F.adaptive_avg_pool3d(y, 1).flatten(1)),
            self.up(y),
            F.interpolate(y, scale_factor=2, mode="trilinear"),
        )


@model(lambda: (ids(40, 2, 6), torch.tensor(3), torch.tensor([2, 5])))
class int_inputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(40, 8)
        self.t = nn.Embedding(5, 8)
        self.register_buffer("table", torch.arange(40).flip(0))

    def forward(self, ids, k, lens):
        i = self.table[ids]
        y = (
            self.e(i)
            + self.t(ids.clamp(0, 4))
            + self.t(torch.where(ids < 5, ids, torch.zeros_like(ids)))
            + self.t(ids % 5)
        )
        last = y[torch.arange(2), lens - 1]
        m = (torch.arange(6)[None] < lens[:, None]).unsqueeze(-1)
        return (
            last,
            (y * m).sum(1) / m.sum(1).clamp(min=1),
            y[:, -1] * k,
            ids.float().cumsum(-1).int(),
            (ids == k).nonzero_static(size=3),
        )


@model(lambda: (ids(24, 2, 6),), shapes=lambda: {"ids": {0: Dim.AUTO, 1: Dim.AUTO}})
class gpt_neox_dyn(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(24, 16)
        self.qkv = nn.Linear(16, 48)
        self.o = nn.Linear(16, 16)
        self.n = nn.LayerNorm(16)
        self.h = nn.Linear(16, 24, bias=False)
        self.h.weight = self.e.weight
        self.register_buffer(
            "bias", torch.tril(torch.ones(32, 32, dtype=torch.bool)).view(1, 1, 32, 32), persistent=False
        )
        self.register_buffer("mb", torch.tensor(-1e9), persistent=False)

    def forward(self, ids):
        b, n = ids.size()
        x = self.e(ids)
        q, k, v = self.qkv(self.n(x)).view(b, n, 2, 24).permute(0, 2, 1, 3).chunk(3, -1)
        s = torch.baddbmm(
            torch.zeros(1), q.reshape(-1, n, 8), k.reshape(-1, n, 8).transpose(1, 2), beta=1.0, alpha=8**-0.5
        ).view(b, 2, n, n)
        s = torch.where(self.bias[:, :, :n, :n], s, self.mb.to(s.dtype))
        y = (s.softmax(-1) @ v).transpose(1, 2).reshape(b, n, -1)
        lg = self.h(x + self.o(y))
        return lg, F.cross_entropy(lg[:, :-1].reshape(-1, 24), ids[:, 1:].reshape(-1))


@model(lambda: (R(2, 6, 8),), shapes=lambda: {"x": {1: Dim.AUTO}})
class perceiver_dyn(nn.Module):
    def __init__(self):
        super().__init__()
        self.lat = nn.Parameter(R(1, 3, 8))
        self.a = nn.MultiheadAttention(8, 2, batch_first=True)
        self.n = nn.LayerNorm(8)

    def forward(self, x):
        l = self.lat.expand(x.shape[0], -1, -1)
        y = self.a(self.n(l), x, x, need_weights=False)[0]
        p = torch.linspace(-1, 1, steps=x.shape[1])[:, None] * torch.linspace(1, 4, 4)[None]
        return (
            y + torch.cat([p.sin(), p.cos()], -1).mean(0),
            F.pad(x, (0, 0, 0, x.shape[1] % 4)).sum(1),
            x[:, ::2].mean(1),
            x[:, : x.shape[1] // 2].sum(1),
        )


@model(lambda: (R(2, 3),), tolerance=1e-3)
class neural_ode(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 8), nn.Softplus(), nn.Linear(8, 3))

    def forward(self, x):
        h = 0.1
        for s in range(3):
            g = lambda t, y: self.f(torch.cat([y, torch.full_like(y[:, :1], t)], 1))
            t = s * h
            k1 = g(t, x)
            k2 = g(t + h / 2, x + h / 2 * k1)
            k3 = g(t + h / 2, x + h / 2 * k2)
            k4 = g(t + h, x + h * k3)
            x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        return (
            x,
            torch.hypot(x, x + 1),
            torch.atan2(x, x + 1),
            torch.lgamma(x.abs() + 1),
            torch.digamma(x.abs() + 1),
        )


@model(lambda: (ids(20, 3, 6),))
class s4_conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(20, 4)
        self.k = nn.Parameter(R(4, 6) * 0.3)

    def forward(self, ids):
        u = self.e(ids).transpose(1, 2)
        n = 6
        y = torch.fft.irfft(torch.fft.rfft(u, n=2 * n) * torch.fft.rfft(self.k, n=2 * n), n=2 * n)[..., :n]
        return y


# Statements before the last semicolon, and what they give; x is a matrix of 40 by 50.
DRAWS = """
torch.rand_like(x)
torch.rand(40, 50, dtype=torch.float64)
torch.randn(40, 50) * 2 + 1
torch.randn_like(x)
torch.empty_like(x).uniform_(-3, 5)
torch.empty_like(x).normal_(2, 0.5)
torch.normal(1.0, 2.0, (40, 50))
torch.normal(x, 0.1)
torch.empty_like(x).exponential_(0.5)
torch.randint(3, 9, (40, 50))
torch.randint_like(x, 10)
torch.bernoulli(torch.sigmoid(x))
torch.empty_like(x).bernoulli_(0.3)
torch.bernoulli(x, p=0.25)
torch.empty_like(x).bernoulli_(torch.full_like(x, 0.7))
F.dropout(x + 3, 0.4, True)
F.dropout2d(x.reshape(8, 250)[:, :, None, None] * torch.ones(1, 1, 2, 3) + 3, 0.4, True)
F.dropout(torch.ones_like(x), 0.1) + F.dropout(torch.ones_like(x), 0.1)
torch.randperm(500) * 1.0
torch.multinomial(torch.tensor([[1.0, 2.0, 0.0, 5.0]]).expand(600, 4), 1)
torch.multinomial(torch.tensor([[1.0, 2.0, 0.0, 5.0]]).expand(40, 4), 50, replacement=True)
torch.multinomial(torch.ones(30, 20), 20)
F.gumbel_softmax(x, dim=-1, hard=True).sum(-1)
nn.init.trunc_normal_(torch.empty(40, 50), std=0.5)
x.new_empty((40, 1)).bernoulli_(0.8).div_(0.8) * torch.ones(40, 50)
"""


def draws():
    """Each call as it is exported and after decomposition, with what its numbers are like."""
    torch.manual_seed(0)
    x = torch.randint(-16, 17, (40, 50)) / 8
    for text in DRAWS.strip().split("\n"):
        network = Statements(text)
        program = torch.export.export(network, (x, x))
        drawn = network(x, x).double()
        like = torch.stack([drawn.mean(), drawn.std(), drawn.min(), drawn.max()])
        for form, each in (("exported", program), ("core", program.run_decompositions())):
            yield case_line(text, f"draw, {form}", text, each, (x, x), like)


def cases(path):
    with gzip.GzipFile(path, "wb", 9, mtime=0) as file:
        for name, (make, inputs, train, shapes, _, _) in ZOO.items():
            for line in make_zoo.model_lines(name, make, inputs, train, shapes):
                # What is long is for the folder of models.
                if len(line) <= 40000:
                    file.write((line + "\n").encode())
        for line in draws():
            file.write((line + "\n").encode())


if __name__ == "__main__":
    if sys.argv[1] == "--cases":
        cases(sys.argv[2])
    else:
        main(sys.argv[1], sys.argv[2:])
