import Elements
import Ops
import Testing

/// What the schema says, and how it is asked.
@Suite struct SchemaTests {
  @Test func `every op is found by its name and its aliases, and has one line of documentation`() {
    for schema in OpSchema.all {
      for name in schema.names { #expect(OpSchema.named(name) === schema, "\(name)") }
      #expect(!schema.documentation.isEmpty && !schema.documentation.contains("\n"))
      #expect(schema.documentation.hasSuffix("."), "\(schema.name): \(schema.documentation)")
      #expect((schema.kernel == nil) == (schema.uncomputed != nil), "\(schema.name)")
      #expect((schema.kernel == nil) == (schema.method == .none), "\(schema.name)")
    }
  }

  @Test(arguments: [
    ("mm", ["matmul", "bmm"]), ("cat", ["concat", "cast"]), ("clamp", ["clip"]),
    ("scaled_dot_product_attention", ["flash_attention"]), ("chunk", ["split_with_num"]),
    ("addmm", ["fused_gemm_epilogue"]), ("masked_fill", ["where"]),
  ])
  func `who writes an op by the name that it has elsewhere is told its name here`(
    name: String, nearest: [String]
  ) {
    #expect(OpSchema.nearest(to: name).starts(with: nearest), "\(OpSchema.nearest(to: name))")
  }

  @Test func `indices are bounded by what they count`() {
    func limit(
      _ op: String, _ place: Int, _ shapes: [[[Int]]],
      _ attributes: [String: AttributeValue] = [:], element: Int = 0
    ) -> Int? {
      OpSchema.named(op)?.indexLimit(place, element: element, shapes: shapes, attributes)
    }
    #expect(limit("gather", 1, [[[4, 6]], [[3]]]) == 4)
    #expect(limit("gather", 1, [[[4, 6]], [[3]]], ["axis": .int(-1)]) == 6)
    #expect(limit("gather", 0, [[[4, 6]], [[3]]]) == nil)
    #expect(limit("embedding", 0, [[[5]], [[10, 2]]]) == 10)
    #expect(limit("lookup_table_v2", 0, [[[5]], [[10, 2]]]) == 10)
    #expect(limit("gather_nd", 1, [[[4, 2, 9]], [[3, 2]]]) == 2)
    #expect(limit("index_put", 1, [[[4, 3]], [[2], [2]], [[2]]]) == 4)
    #expect(limit("index_put", 1, [[[4, 3]], [[2], [2]], [[2]]], element: 1) == 3)
    #expect(limit("one_hot", 0, [[[5]]], ["num_classes": .int(7)]) == 7)
    #expect(limit("one_hot", 0, [[[5]]]) == nil)
    #expect(limit("cross_entropy_with_softmax", 1, [[[5, 8]], [[5, 1]]]) == 8)
    let soft: [String: AttributeValue] = ["soft_label": .bool(true)]
    #expect(limit("cross_entropy_with_softmax", 1, [[[5, 8]], [[5, 8]]], soft) == nil)
    #expect(limit("relu", 0, [[[5]]]) == nil)
  }

  @Test func `an op says what its kernel takes for itself, under each of its names`() {
    func scratch(_ name: String) -> [ScratchFamily]? { OpSchema.named(name)?.scratch }
    #expect(scratch("relu") == [.conversions])
    #expect(scratch("depthwise_conv2d") == [.conversions, .columns])
    #expect(scratch("lookup_table_v2") == [.indexLists])
    for schema in OpSchema.all where schema.kind == .reduction {
      #expect(schema.scratch.contains(.rows), "\(schema.name)")
    }
    for schema in OpSchema.all where schema.kind == .optimizer {
      #expect(schema.scratch.contains(.wideCopy), "\(schema.name)")
    }
    let named = Set(OpSchema.all.flatMap(\.scratch))
    #expect(named == Set(ScratchFamily.allCases))
  }
}
