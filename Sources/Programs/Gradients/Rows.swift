/// What goes along a dim: softmax, running sums, sorted rows.
extension GradientTable {
  mutating func addRows() {
    self["softmax"] = .single { call in
      let weighted = try call.gradient() * call.out
      return try weighted - call.out * weighted.summed([call.dim("axis")], keepDims: true)
    }
    self["log_softmax"] = .single { call in
      let gradient = try call.gradient()
      return try gradient - call.out.exp() * gradient.summed([call.dim("axis")], keepDims: true)
    }
    // The sums from the other end.
    self["cumsum"] = .single { call in
      try call.gradient().cumsum(
        call.int("axis"), flatten: call.bool("flatten"), exclusive: call.bool("exclusive"),
        reverse: !call.bool("reverse")
      ).viewed(as: call.x.shape)
    }
    // To the elements that were taken.
    add(
      "argsort", "topk", "cummax", "cummin",
      rule: .single { call in
        try call.x.filled(with: 0).putAlongAxis(
          call.outputs[1], value: call.gradient(), axis: call.dim("axis"), reduce: "add")
      })
  }
}
