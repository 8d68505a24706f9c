/// What people look for under the name that it has in PyTorch, NumPy or JAX, and the name that it has here.
/// Names that slips of the finger lead to are not in it.
let otherNames = [
  "absolute": "abs", "cat": "concat", "chunk": "split_with_num", "clamp": "clip",
  "concatenate": "concat", "cross_entropy": "cross_entropy_with_softmax", "div": "divide",
  "dot": "matmul", "dot_general": "einsum", "linear": "linear_v2", "mm": "matmul",
  "mul": "multiply",
  "mv": "matmul", "negative": "neg", "norm": "p_norm", "power": "pow",
  "rope":
    "fused_rotary_position_embedding", "scaled_dot_product_attention": "flash_attention",
  "sdpa": "flash_attention", "sort": "argsort", "sub": "subtract", "t": "transpose",
  "take": "gather",
]
