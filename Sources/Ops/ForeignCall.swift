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
    /// As they write it: `-1`, `None`, `[1, 1]`; nil if the argument must be given.
    public let defaultText: String?
    /// What the argument becomes here.
    public let target: Target
    /// Whether it can be given by name only.
    public let isKeyword: Bool

    init(_ name: String, _ defaultText: String?, _ target: Target, isKeyword: Bool) {
      self.name = name
      self.defaultText = defaultText
      self.target = target
      self.isKeyword = isKeyword
    }
  }

  /// What is made of an argument on its way. Whoever reads other systems' programs carries them out.
  public enum Conversion: String, CaseIterable, Hashable, Sendable {
    /// One integer stands for a list of it; none for an empty list.
    case list
    /// A list of one integer: the integer. None or several mean another function.
    case only
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
    /// The shape of this tensor.
    case shapeOf
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
    /// A word, in capitals.
    case uppercase
    /// A pair: this attribute and the next one.
    case pair
  }

  /// `aten.` and the overload of ATen's ops, full names of functions and methods.
  public let names: [String]
  /// The arguments as the schema writes them.
  let text: String
  /// The number of dims of the first tensor with which the functions are this op; nil if any.
  public let dims: Int?
  /// Attributes that the functions' names imply.
  public let sets: [String: AttributeValue]
  /// Those of the op's outputs that they return, in order; nil if it is all.
  public let results: [String]?

  // Not inlined: the schema makes so many that the optimizer would take longer over them than over all else.
  @inline(never)
  package init(
    _ names: [String], _ text: String, dims: Int? = nil, sets: [String: AttributeValue] = [:],
    results: [String]? = nil
  ) {
    self.names = names
    self.text = text
    self.dims = dims
    self.sets = sets
    self.results = results
  }
}

extension ForeignCall {
  /// The names of functions and methods, as their documentation has them, without ATen's overloads.
  package var functions: [String] { names.filter { !$0.hasPrefix("aten.") } }
}
