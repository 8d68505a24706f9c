import SPMDRules
import Tessera
import Testing

/// Every rule's op is computed, or said to be not.
@Suite
struct OpCoverageTests {
  @Test
  func `An op with a rule has a kernel or a reason, and not both`() {
    let computed = Set(AllOps.definitions.map(\.name))
    let reasoned = Set(AllOps.uncomputed.keys)
    let ruled = Set(Inference.ops.map(\.name))
    #expect(ruled.subtracting(computed).subtracting(reasoned).sorted() == [])
    #expect(computed.intersection(reasoned).sorted() == [])
    #expect(computed.union(reasoned).subtracting(ruled).sorted() == [])
  }
}
