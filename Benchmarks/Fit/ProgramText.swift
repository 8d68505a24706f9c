/// A program in the notation, by its sizes. None has the shapes of the kernels that `bench fit` times.
struct ProgramText {
  let name: String
  let text: String
  /// Whether the gradients of its value `loss` are computed too.
  var isDifferentiated = false

  /// What ids of words are below, and labels of classes.
  static let (words, classes) = (600, 10)

  /// How a program lies along a mesh of one dim.
  enum Placement: String {
    /// Each rank has a part of the batch, and all weights.
    case data
    /// Each rank has a part of the weights, and the whole batch.
    case tensor

    /// The placement of what has a batch in its first dim.
    var batch: String { self == .data ? "{S(0)}" : "{R}" }
    /// Of weights that are cut by columns, and of such that are cut by rows.
    var columns: String { self == .data ? "{R}" : "{S(1)}" }
    var rows: String { self == .data ? "{R}" : "{S(0)}" }
    /// Of a bias of columns that are cut.
    var bias: String { self == .data ? "{R}" : "{S(0)}" }
  }
}

extension ProgramText {
  /// Two products with a function of elements between them.
  static func mlp(_ rows: Int, _ width: Int, _ place: Placement) -> ProgramText {
    let hidden = 3 * width + 8
    return ProgramText(
      name: "mlp \(width), \(place.rawValue)",
      text: """
        program mlp(x: f32[\(rows),\(width)]\(place.batch),
          parameter w1: f32[\(width),\(hidden)]\(place.columns), parameter b1: f32[\(hidden)]\(place.bias),
          parameter w2: f32[\(hidden),\(width)]\(place.rows), parameter b2: f32[\(width)]{R}) {
          h0 = matmul(x, w1)
          h = add(h0, b1)
          a = gelu(h)
          y0 = matmul(a, w2) : f32[\(rows),\(width)]
          y = add(y0, b2) : f32[\(rows),\(width)]\(place.batch)
          return y
        }
        """)
  }

  /// Two layers, a loss, and its gradients.
  static func classifier(_ rows: Int, _ width: Int) -> ProgramText {
    let hidden = 2 * width + 24
    return ProgramText(
      name: "classifier \(width), gradients, data",
      text: """
        program classifier(x: f32[\(rows),\(width)]{S(0)}, label: i64[\(rows),1]{S(0)},
          parameter w1: f32[\(width),\(hidden)]{R}, parameter b1: f32[\(hidden)]{R},
          parameter w2: f32[\(hidden),\(classes)]{R}) {
          h0 = matmul(x, w1)
          h = add(h0, b1)
          a = relu(h)
          y = matmul(a, w2)
          p, l = cross_entropy_with_softmax(y, label)
          loss = mean(l)
          return loss
        }
        """, isDifferentiated: true)
  }

  /// Look-ups, a norm, and the probabilities of all words.
  static func embedding(_ batch: Int, _ tokens: Int, _ width: Int) -> ProgramText {
    ProgramText(
      name: "embedding \(width), data",
      text: """
        program embedding(ids: i64[\(batch),\(tokens)]{S(0)}, parameter table: f32[\(words),\(width)]{R},
          parameter g: f32[\(width)]{R}, parameter c: f32[\(width)]{R}, parameter w: f32[\(width),\(words)]{R}) {
          e = embedding(ids, table)
          n, m, v = layer_norm(e, g, c, begin_norm_axis=2)
          y = matmul(n, w)
          p = log_softmax(y)
          return p
        }
        """)
  }

  /// A gated feed-forward layer in bfloat16.
  static func gated(_ rows: Int, _ width: Int, _ place: Placement) -> ProgramText {
    let hidden = 8 * width / 3
    return ProgramText(
      name: "gated \(width), \(place.rawValue)",
      text: """
        program gated(x: bf16[\(rows),\(width)]\(place.batch), parameter s: bf16[\(width)]{R},
          parameter gate: bf16[\(width),\(hidden)]\(place.columns), parameter up: bf16[\(width),\(hidden)]\(place.columns),
          parameter down: bf16[\(hidden),\(width)]\(place.rows)) {
          n, r = rms_norm(x, s, epsilon=0.00001)
          g = matmul(n, gate)
          u = matmul(n, up)
          a = silu(g)
          m = multiply(a, u)
          y0 = matmul(m, down)
          y = add(x, y0) : bf16[\(rows),\(width)]\(place.batch)
          return y
        }
        """)
  }

  /// Two convolutions with their pools, and a classifier behind; of images of 36 x 36.
  static func convolutions(_ batch: Int, _ channels: Int, isDifferentiated: Bool) -> ProgramText {
    let last = 2 * channels * 81
    return ProgramText(
      name: "convolutions \(channels)\(isDifferentiated ? ", gradients" : ""), data",
      text: """
        program convolutions(x: f32[\(batch),3,36,36]{S(0)}, label: i64[\(batch),1]{S(0)},
          parameter f1: f32[\(channels),3,3,3]{R}, parameter f2: f32[\(2 * channels),\(channels),3,3]{R},
          parameter w: f32[\(last),\(classes)]{R}) {
          a0 = conv2d(x, f1, paddings=[1,1])
          a1 = relu(a0)
          a, i1 = max_pool2d(a1, kernel_size=[2,2], strides=[2,2])
          b0 = conv2d(a, f2, paddings=[1,1])
          b1 = relu(b0)
          b, i2 = max_pool2d(b1, kernel_size=[2,2], strides=[2,2])
          c = reshape(b, shape=[\(batch),\(last)])
          y = matmul(c, w)
          p, l = cross_entropy_with_softmax(y, label)
          loss = mean(l)
          return loss
        }
        """, isDifferentiated: isDifferentiated)
  }
}
