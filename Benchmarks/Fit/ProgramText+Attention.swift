extension ProgramText {
  /// A layer of an encoder: attention of 4 heads, two norms, and a feed-forward part.
  static func encoder(
    _ batch: Int, _ tokens: Int, _ width: Int, _ place: Placement, isDifferentiated: Bool = false
  ) -> ProgramText {
    let (shape, heads) = ("[\(batch),\(tokens),\(width)]", "[\(batch),\(tokens),4,\(width / 4)]")
    let hidden = 3 * width + 16
    func weight(_ name: String) -> String {
      "parameter w\(name): f32[\(width),\(width)]\(place.columns), parameter b\(name): f32[\(width)]\(place.bias)"
    }
    return ProgramText(
      name: "encoder \(width)\(isDifferentiated ? ", gradients" : ""), \(place.rawValue)",
      text: """
        program encoder(x: f32\(shape)\(place.batch), \(weight("q")), \(weight("k")), \(weight("v")),
          parameter wo: f32[\(width),\(width)]\(place.rows), parameter bo: f32[\(width)]{R},
          parameter w1: f32[\(width),\(hidden)]\(place.columns), parameter b1: f32[\(hidden)]\(place.bias),
          parameter w2: f32[\(hidden),\(width)]\(place.rows), parameter b2: f32[\(width)]{R},
          parameter g: f32[\(width)]{R}, parameter c: f32[\(width)]{R},
          parameter g2: f32[\(width)]{R}, parameter c2: f32[\(width)]{R}) {
          q0 = matmul(x, wq)
          q1 = add(q0, bq)
          q = reshape(q1, shape=\(heads))
          k0 = matmul(x, wk)
          k1 = add(k0, bk)
          k = reshape(k1, shape=\(heads))
          v0 = matmul(x, wv)
          v1 = add(v0, bv)
          v = reshape(v1, shape=\(heads))
          n, n1, n2, n3 = flash_attention(q, k, v)
          n4 = reshape(n, shape=\(shape))
          o0 = matmul(n4, wo)
          o = add(o0, bo) : f32\(shape)\(place.batch)
          t = add(x, o)
          z, z1, z2 = layer_norm(t, g, c, begin_norm_axis=2)
          u0 = matmul(z, w1)
          u = add(u0, b1)
          a = gelu(u)
          d0 = matmul(a, w2)
          d1 = add(d0, b2) : f32\(shape)\(place.batch)
          d = add(d1, z)
          y, y1, y2 = layer_norm(d, g2, c2, begin_norm_axis=2)
          loss = mean(y)
          return \(isDifferentiated ? "loss" : "y")
        }
        """, isDifferentiated: isDifferentiated)
  }

  /// Attention written out: products of transposed heads, and a softmax between them.
  static func scores(_ batch: Int, _ tokens: Int, _ width: Int, _ place: Placement) -> ProgramText {
    let (shape, heads) = ("[\(batch),\(tokens),\(width)]", "[\(batch),\(tokens),4,\(width / 4)]")
    let lines = ["q", "k", "v"].map { name in
      """
        \(name)0 = matmul(x, w\(name))
        \(name)1 = reshape(\(name)0, shape=\(heads))
        \(name) = transpose(\(name)1, perm=[0,2,1,3])
      """
    }
    let weights = ["q", "k", "v"].map {
      "parameter w\($0): f32[\(width),\(width)]\(place.columns)"
    }
    return ProgramText(
      name: "scores \(width), \(place.rawValue)",
      text: """
        program scores(x: f32\(shape)\(place.batch), \(weights.joined(separator: ", "))) {
        \(lines.joined(separator: "\n"))
          s0 = matmul(q, k, trans_y=true)
          s1 = scale(s0, scale=0.2)
          s = softmax(s1)
          o0 = matmul(s, v)
          o1 = transpose(o0, perm=[0,2,1,3])
          o = reshape(o1, shape=\(shape)) : f32\(shape)\(place.batch)
          return o
        }
        """)
  }
}
