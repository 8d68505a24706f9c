/// Ops that compute in one what several ops compute: they are written out as those.
extension GradientTable {
  mutating func addFused() {
    self["linear_v2"] = .writtenOut { call in
      let product = try call.x.matmul(call.y, otherTransposed: call.bool("transpose_weight"))
      return [try call.given(2).map { try product + $0 } ?? product, try call.unused(1)]
    }
    self["fused_gemm_epilogue"] = .writtenOut { call in
      var x = call.x
      if call.bool("trans_x") { x = try x.moveaxis(source: [0], destination: [x.ndim - 1]) }
      let product = try x.matmul(call.y, otherTransposed: call.bool("trans_y"))
      let sum = try call.given(2).map { try product + $0 } ?? product
      switch call.string("activation") {
      case "relu": return [try sum.relu(), nil]
      case "gelu": return [try sum.gelu(approximate: true), sum]
      default: return [sum, try call.unused(1)]
      }
    }
    self["fused_linear_param_grad_add"] = .writtenOut { call in
      let (x, y) = (call.x, call.y)
      let lead = String("abcdefgh".prefix(x.ndim - 1))
      let weight = try Value.einsum("\(lead)k,\(lead)n->kn", x, y)
      let bias = try y.summed(Array(0..<(y.ndim - 1)))
      return [
        try call.given(2).map { try weight + $0 } ?? weight,
        call.bool("has_bias")
          ? try call.given(3).map { try bias + $0 } ?? bias : try call.unused(1),
      ]
    }
    self["fused_dropout_add"] = .formula { call in
      let gradient = try call.gradient()
      return [try Value.apply("dropout", [.one(gradient)], call.attributes)[0], gradient]
    }
    self["fc"] = .writtenOut { call in
      let padding = call.bool("padding_weights") ? 4 : 0
      return [try call.affine(call.int("in_num_col_dims"), bias: call.given(2), padding: padding)]
    }
    self["fused_fc_elementwise_layernorm"] = .writtenOut { call in
      let product = try call.affine(call.int("x_num_col_dims"), bias: call.given(3), padding: 0)
      return try (product + call.inputs[2]).layerNorm(
        from: call.int("begin_norm_axis"), scale: call.given(4), bias: call.given(5),
        epsilon: call.double("epsilon"), like: call.outputs)
    }
    self["fused_embedding_eltwise_layernorm"] = .writtenOut { call in
      var sum: Value?
      for (ids, table) in zip(call.operands[0].elements, call.operands[1].elements) {
        let rows = try table.embedding(ids)
        sum = try sum.map { try $0 + rows } ?? rows
      }
      guard let sum else { return [nil] }
      return try sum.viewed(as: call.out.shape).layerNorm(
        from: call.out.ndim - 1, scale: call.given(3), bias: call.given(2),
        epsilon: call.double("epsilon"), like: [])
    }
    self["fusion_repeated_fc_relu"] = .writtenOut { call in
      var layer = call.x
      return try zip(call.operands[1].elements, call.operands[2].elements).map { weight, bias in
        layer = try (layer.matmul(weight) + bias).relu()
        return layer
      }
    }
    self["fusion_squared_mat_sub"] = .writtenOut { call in
      let (x, y) = (try call.x.square(), try call.y.square())
      let product = try call.x.matmul(call.y)
      let square = try product.square()
      return [
        x, y, call.outputs[2].shape == product.shape ? square : nil,
        try (square - x.matmul(y)).times(call.double("scalar")),
      ]
    }
    self["fused_bias_dropout_residual_layer_norm"] = .writtenOut { call in
      let shifted = try call.given(2).map { try call.x + $0 } ?? call.x
      let sum = try call.y + call.keptPart(of: shifted)
      let last = sum.ndim - 1
      let normed = try sum.layerNorm(
        from: last, scale: call.given(3), bias: call.given(4),
        epsilon: call.double("ln_epsilon"), like: [call.out] + call.outputs.suffix(2))
      return [normed[0], sum, nil, normed[1], normed[2]]
    }
    self["fusion_transpose_flatten_concat"] = .writtenOut { call in
      let axis = call.int("flatten_axis")
      let parts = try call.inputs.map { x in
        let turned = try x.permute(call.ints("trans_axis"))
        let rows = turned.shape[..<axis].reduce(1, *)
        return try turned.viewed(as: [rows, turned.shape[axis...].reduce(1, *)])
      }
      return [try .concat(parts, axis: call.int("concat_axis"))]
    }
  }
}

extension GradientCall {
  /// `x w + bias`, and a relu where the attribute names one: the first `rows` dims of x are rows, the others columns.
  fileprivate func affine(_ rows: Int, bias: Value?, padding: Int) throws -> Value {
    var weight = y
    if padding > 0 {
      weight = try weight.slice(
        axes: [0, 1], starts: [0, 0], ends: weight.shape.map { $0 - padding })
    }
    let kept = Array(x.shape[..<rows])
    let product = try x.viewed(as: kept + [weight.shape[0]]).matmul(weight)
    let sum = try bias.map { try product + $0.viewed(as: [weight.shape[1]]) } ?? product
    return string("activation_type") == "relu" ? try sum.relu() : sum
  }

  /// What the dropout left of a tensor.
  fileprivate func keptPart(of tensor: Value) throws -> Value {
    let rate = double("dropout_rate")
    let isUpscaled = string("dropout_implementation") == "upscale_in_train"
    if bool("is_test") { return try tensor.times(isUpscaled ? 1 : 1 - rate) }
    let factor = isUpscaled ? (rate < 1 ? 1 / (1 - rate) : 0) : 1
    return try (tensor * outputs[2].cast(tensor.dtype)).times(factor)
  }
}
