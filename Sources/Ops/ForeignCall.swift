/// How functions of another system call an op: their names, their arguments in order with their defaults,
/// and where each of them goes.
///
/// A function's first tensor is called `self` as in ATen, also where the function calls it `input`. An in-place
/// name, `aten.add_.Tensor`, is that of the op without the underscore.
public struct ForeignCall: Hashable, Sendable {
  /// One argument of theirs.
  public struct Argument: Hashable, Sendable {
    /// What another system's argument becomes.
    public enum Target: Hashable, Sendable {
      /// The input or attribute of this name, by way of a conversion.
      case ours(String, by: Conversion?)
      /// Nothing: it changes no value.
      case ignored
      /// Nothing: any value but its default (or the one value in its place) means another function.
      case fixed
    }

    /// The name of the argument there.
    public let name: String
    /// As they write it: `-1`, `None`, `[1, 1]`; nil where the argument must be given.
    public let defaultText: String?
    /// What the argument becomes here.
    public let target: Target
    /// Whether it can be given by name only.
    public let isKeyword: Bool

    package init(
      _ name: String, _ defaultText: String? = nil, _ target: Target = .fixed, keyword: Bool = false
    ) {
      (self.name, self.defaultText, self.target, isKeyword) = (name, defaultText, target, keyword)
    }
  }

  /// What is made of an argument on its way. Whoever reads other systems' programs carries them out.
  public enum Conversion: String, CaseIterable, Hashable, Sendable {
    /// One integer stands for a list of it; none for an empty list.
    case list
    /// The opposite truth.
    case not
    /// The negative number.
    case negated
    /// One minus the number.
    case complement
    /// The text `tanh` is true, `none` is false.
    case tanh
    /// A number may stand in a tensor's place: a 0-D tensor of it.
    case scalar
    /// A dtype, by its name.
    case dtype
    /// The dtype of this tensor.
    case dtypeOf
    /// None reduces or searches the flattened tensor: `flatten` is true.
    case flatten
    /// The tensor is cast to this dtype before.
    case castBefore
    /// A list of trailing sizes: the number of the first of these dims.
    case trailing
    /// The tensor's dims 1 and 2 are swapped before and after: heads stand before tokens there.
    case heads
    /// A size of each part, the last one being smaller: the parts' sizes.
    case sizes
    /// How many parts, of the size rounded up: the parts' sizes.
    case chunks
    /// Counts before and after, of the last dim first: those of all dims, of the first one first.
    case padding
    /// An index: a range of one, whose dim is dropped.
    case index
    /// The start and the end of a range; none means the tensor's.
    case start, end
    /// A word: `sum` is add, `prod` is mul.
    case reduction
    /// A pair: this attribute and the next one.
    case pair
  }

  /// `aten.` and the overload of ATen's ops, full names of functions and methods.
  public let names: [String]
  /// The arguments, in the order of the call.
  public let arguments: [Argument]
  /// Attributes that the functions' names imply.
  public let sets: [String: AttributeValue]
  /// Those of the op's outputs that they return, in order; nil where it is all.
  public let results: [String]?

  package init(
    _ names: [String], _ arguments: [Argument], sets: [String: AttributeValue] = [:],
    results: [String]? = nil
  ) {
    (self.names, self.arguments, self.sets, self.results) = (names, arguments, sets, results)
  }
}

extension ForeignCall {
  /// The names of functions and methods, as their documentation has them, without ATen's overloads.
  package var functions: [String] { names.filter { !$0.hasPrefix("aten.") } }
}
