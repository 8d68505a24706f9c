#!/usr/bin/env bash
# jnp.max of an array that is sharded over CPU devices leaves NaN out; of the same array on one device it is NaN.
#
# One would guess: JAX's arrays are global, so that jnp.max gives the same for every sharding, and NaN where an
#   element is NaN, as NumPy's does.
# What is real: each device's maximum keeps NaN, but the all-reduce that folds them, on CPU devices, keeps the number.
#   [1 2 NaN 4 5 6 7 8] over four devices has the maximum 8, min 1, the norm of order infinity 8, and
#   isfinite(max) is true. jax.lax.pmax and pmin do the same; sum, argmax, median and sort see the NaN, and so does
#   max where the array is replicated. Neither order of the devices nor the place of the NaN matters.
# Versions: jax and jaxlib 0.10.2, NumPy 2.3.5, Python 3.11.
# Who meets it: whoever tests a sharded model on a CPU with several host devices, as JAX's documentation advises,
#   looks for overflowed gradients by their largest element: the step with NaN passes for sound.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check jax==0.10.2 jaxlib==0.10.2 numpy==2.3.5
export XLA_FLAGS=--xla_force_host_platform_device_count=4 JAX_PLATFORMS=cpu
"$work/venv/bin/python" - 2>/dev/null <<'END' | tee "$work/seen"
import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

mesh = Mesh(np.array(jax.devices()), ("rank",))
values = np.arange(1, 9, dtype=np.float32)
values[2] = np.nan
whole = jax.device_put(values, NamedSharding(mesh, PartitionSpec()))
cut = jax.device_put(values, NamedSharding(mesh, PartitionSpec("rank")))
for name, function in [
    ("max", jnp.max),
    ("min", jnp.min),
    ("norm of order inf", lambda x: jnp.linalg.norm(x, ord=jnp.inf)),
    ("isfinite(max)", lambda x: jnp.isfinite(jnp.max(x))),
    ("sum", jnp.sum),
    ("argmax", jnp.argmax),
]:
    print(f"{name}: replicated {jax.jit(function)(whole)}, sharded {jax.jit(function)(cut)}")
END
diff "$work/seen" - <<'END'
max: replicated nan, sharded 8.0
min: replicated nan, sharded 1.0
norm of order inf: replicated nan, sharded 8.0
isfinite(max): replicated False, sharded True
sum: replicated nan, sharded nan
argmax: replicated 2, sharded 2
END
echo "as described"
