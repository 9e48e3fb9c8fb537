/// What a file of ONNX holds: the nodes of its graph in their order, and its constants.
///
/// Messages and field numbers are those of onnx.proto: ModelProto 7 is the graph; GraphProto 1 are nodes, 5
/// constants ("initialisers"), 11 inputs and 12 outputs; NodeProto 1 are inputs, 2 outputs, 3 its name, 4 its
/// operator and 5 its attributes. What is not asked for is skipped.
struct ONNXGraph {
  /// An operator applied to values by their names.
  struct Node {
    var name = ""
    var operation = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: Attribute] = [:]
  }

  /// What a node says besides its inputs.
  struct Attribute {
    var integers: [Int] = []
    var numbers: [Double] = []
    var texts: [String] = []
    var tensor: ONNXTensor?
  }

  private(set) var nodes: [Node] = []
  private(set) var constants: [String: ONNXTensor] = [:]
  /// The names of what goes in, constants left out, and of what comes out.
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  /// The file, for a sentence about it.
  let file: String

  /// Whether bytes begin as a model does: with the version of the format, a small number.
  static func isModel(_ bytes: [UInt8], named name: String) -> Bool {
    name.hasSuffix(".onnx") || bytes.count > 2 && bytes[0] == 0x08 && bytes[1] < 0x40
  }

  /// Reads a model's bytes. Throws `notANetwork` where they are not sound.
  init(_ bytes: [UInt8], named file: String) throws(NetworkFileError) {
    self.file = file
    do {
      var (fields, graph) = (MessageFields(bytes[...]), ArraySlice<UInt8>?.none)
      while let (number, value) = try fields.next() {
        if number == 7, case .bytes(let content) = value { graph = content }
      }
      guard let graph else { throw MessageFields.Damage() }
      try readGraph(graph)
    } catch let problem as NetworkFileError {
      throw problem
    } catch {
      throw NetworkFileError(
        .notANetwork, at: file, "it is no sound ONNX model",
        advice: "give the whole file, as it was exported")
    }
  }

  func error(_ problem: String, advice: String? = nil) -> NetworkFileError {
    NetworkFileError(.notANetwork, at: file, problem, advice: advice)
  }

  /// The same about a node, which is named.
  func error(_ node: Node, _ problem: String, advice: String? = nil) -> NetworkFileError {
    let name = node.name.isEmpty ? node.outputs.first ?? "" : node.name
    return error("the node '\(name)' (\(node.operation)) \(problem)", advice: advice)
  }

  private mutating func readGraph(_ bytes: ArraySlice<UInt8>) throws {
    var fields = MessageFields(bytes)
    while let (number, value) = try fields.next() {
      guard case .bytes(let content) = value else { continue }
      switch number {
      case 1: nodes.append(try Self.node(content, file))
      case 5:
        let tensor = try ONNXTensor(content, file)
        constants[tensor.name] = tensor
      case 11: inputs.append(try Self.name(content))
      case 12: outputs.append(try Self.name(content))
      default: break
      }
    }
    // Older files list their constants among what goes in.
    inputs.removeAll { constants[$0] != nil }
  }

  private static func name(_ bytes: ArraySlice<UInt8>) throws -> String {
    var fields = MessageFields(bytes)
    while let (number, value) = try fields.next() {
      if number == 1, case .bytes(let content) = value {
        return String(decoding: content, as: UTF8.self)
      }
    }
    return ""
  }

  private static func node(_ bytes: ArraySlice<UInt8>, _ file: String) throws -> Node {
    var (fields, node) = (MessageFields(bytes), Node())
    while let (number, value) = try fields.next() {
      guard case .bytes(let content) = value else { continue }
      let text = String(decoding: content, as: UTF8.self)
      switch number {
      case 1: node.inputs.append(text)
      case 2: node.outputs.append(text)
      case 3: node.name = text
      case 4: node.operation = text
      case 5:
        let (name, attribute) = try Self.attribute(content, file)
        node.attributes[name] = attribute
      default: break
      }
    }
    return node
  }

  /// AttributeProto: 2 a number, 3 an integer, 4 a text, 5 a tensor, 7, 8 and 9 lists of them.
  private static func attribute(
    _ bytes: ArraySlice<UInt8>, _ file: String
  ) throws -> (String, Attribute) {
    var (fields, name, attribute) = (MessageFields(bytes), "", Attribute())
    while let (number, value) = try fields.next() {
      switch (number, value) {
      case (1, .bytes(let text)): name = String(decoding: text, as: UTF8.self)
      case (2, _), (7, _):
        attribute.numbers += try MessageFields.patterns(value, width: 4).map {
          Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0)))
        }
      case (3, _), (8, _): attribute.integers += try MessageFields.integers(value)
      case (4, .bytes(let text)), (9, .bytes(let text)):
        attribute.texts.append(String(decoding: text, as: UTF8.self))
      case (5, .bytes(let tensor)): attribute.tensor = try ONNXTensor(tensor, file)
      default: break
      }
    }
    return (name, attribute)
  }
}
