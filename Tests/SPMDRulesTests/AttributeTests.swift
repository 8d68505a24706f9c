import SPMDRules
import Sharding
import Testing

/// What ops declare of their attributes.
@Suite struct AttributeTests {
  @Test
  func `Defaults are of their attributes' types, in the form in which rules and kernels read them`()
    throws
  {
    for op in Inference.ops {
      for attribute in op.attributes {
        guard let fallback = attribute.fallback else { continue }
        let call = RuleCall(op: op.name, inputs: [], attributes: [attribute.name: fallback])
        let checked = try call.checkingAttributes().attributes
        #expect(checked[attribute.name] == fallback, "\(op.name): \(attribute)")
      }
    }
  }

  @Test
  func `A checked call has every attribute that has a default, under its own name, and no alias`()
    throws
  {
    let calls: [(String, [String: AttributeValue], [String: AttributeValue])] = [
      ("elu", [:], ["alpha": .double(1)]),
      ("leaky_relu", ["alpha": .int(2)], ["negative_slope": .int(2)]),
      ("pow", ["y": .double(3)], ["factor": .double(3)]),
      ("clip", ["min": .int(0)], ["min": .int(0)]),
      ("sgd", ["multi_precision": .int(1)], ["multi_precision": .bool(true)]),
      ("round", ["decimals": .double(2)], ["decimals": .int(2)]),
      ("one_hot", ["num_classes": .ints([4])], ["num_classes": .int(4)]),
      ("squeeze", ["axis": .int(0)], ["axis": .ints([0])]),
      ("tile", ["repeat_times": .doubles([])], ["repeat_times": .ints([])]),
      ("cast", ["dtype": .string("f16")], ["dtype": .string("float16")]),
      ("softshrink", ["threshold": .string("inf")], ["threshold": .double(.infinity)]),
    ]
    for (op, given, wanted) in calls {
      let call = RuleCall(op: op, inputs: [], attributes: given)
      #expect(try call.checkingAttributes().attributes == wanted, "\(op)")
    }
  }

  @Test(
    arguments: [
      (
        "relu", ["alpha": .int(1)],
        "relu: attribute 'alpha' is not one of the op's, which are: none"
      ),
      (
        "stanh", ["alpha": .int(1)],
        "stanh: attribute 'alpha' is not one of the op's, which are: scale_a, scale_b"
      ),
      (
        "leaky_relu", ["slope": .int(1)],
        "leaky_relu: attribute 'slope' is not one of the op's, which are: negative_slope"
      ),
      (
        "leaky_relu", ["alpha": .int(1), "negative_slope": .int(1)],
        "leaky_relu: attribute 'negative_slope' must be given once, it is given as 'alpha' too"
      ),
      (
        "topk", ["largest": .string("banana")],
        "topk: attribute 'largest' must be true or false, it is 'banana'"
      ),
      ("topk", ["largest": .int(2)], "topk: attribute 'largest' must be true or false, it is 2"),
      (
        "dropout", ["seed": .double(.nan)],
        "dropout: attribute 'seed' must be an integer, it is nan"
      ),
      (
        "dropout", ["seed": .double(1e19)],
        "dropout: attribute 'seed' must be an integer, it is 1e+19"
      ),
      (
        "layer_norm", ["epsilon": .bool(true)],
        "layer_norm: attribute 'epsilon' must be a number, it is true"
      ),
      (
        "momentum", ["regularization_method": .string("l1_decay")],
        "momentum: attribute 'regularization_method' must be empty or l2_decay, it is 'l1_decay'"
      ),
      (
        "cummax", ["dtype": .string("int16")],
        "cummax: attribute 'dtype' must be int64 or int32, it is 'int16'"
      ),
      ("einsum", [:], "einsum: attribute 'equation' must be text, it is missing"),
    ] as [(String, [String: AttributeValue], String)])
  func `Attributes that are not the op's, of another type, missing or named twice are refused`(
    op: String, attributes: [String: AttributeValue], text: String
  ) {
    let call = RuleCall(op: op, inputs: [], attributes: attributes)
    #expect(throws: RuleError.attribute(text)) { try call.checkingAttributes(complete: true) }
  }

  @Test
  func `A rule refuses what its op refuses, before it looks at the tensors`() throws {
    let tensor = RuleTensor(shape: [2], attr: .replicated(on: try ProcessMesh(shape: [2])))
    for op in Inference.ops {
      for attribute in op.attributes where attribute.type != .text {
        let wrong: AttributeValue =
          attribute.type == .numbers ? .string("banana") : .doubles([0.5, 1.5])
        let call = RuleCall(
          op: op.name, inputs: [.one(tensor)], attributes: [attribute.name: wrong])
        let error = #expect(throws: RuleError.self, "\(op.name), \(attribute)") {
          try Inference.infer(call)
        }
        let start = "\(op.name): attribute '\(attribute.name)' must be "
        #expect(error?.description.hasPrefix(start) == true, "\(op.name), \(attribute)")
      }
    }
  }

  @Test(arguments: [
    "elu", "leaky_relu", "logit", "hardsigmoid", "stanh", "scale", "pow", "celu", "selu", "gelu",
    "softplus", "swish", "hardtanh", "hardshrink", "softshrink", "round", "dropout",
    "label_smooth",
  ])
  func `Partial values pass alike whether a default is left out or written out`(op: String) throws {
    let mesh = try ProcessMesh(shape: [2])
    let written = Dictionary(
      uniqueKeysWithValues: Inference.attributes(of: op).compactMap { attribute in
        attribute.fallback.map { (attribute.name, $0) }
      })
    for placement in ["S(0)", "R", "P(sum)", "P(avg)", "P(max)", "P(min)", "P(prod)"] {
      let attr = try TensorDistAttr(parsing: placement, on: mesh)
      let tensor = RuleTensor(shape: [8], attr: attr)
      let short = RuleCall(op: op, inputs: [.one(tensor)])
      var long = short
      long.attributes = written
      #expect(try Inference.infer(short) == Inference.infer(long), "\(op) of \(placement)")
    }
  }

  @Test
  func `The largest value of a leaky ReLU is the leaky ReLU of the largest, at the default slope`()
    throws
  {
    let mesh = try ProcessMesh(shape: [2])
    let tensor = RuleTensor(shape: [8], attr: try TensorDistAttr(parsing: "P(max)", on: mesh))
    for op in ["leaky_relu", "elu", "stanh", "hardsigmoid", "scale", "pow"] {
      let answer = try Inference.infer(RuleCall(op: op, inputs: [.one(tensor)]))
      #expect(answer.inputs[0].elements[0].description == "P(max)", "\(op)")
      #expect(answer.outputs[0].elements[0].description == "P(max)", "\(op)")
    }
  }
}
