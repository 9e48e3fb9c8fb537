import Matrices
public import OrderedCollections

/// A function handle: its text (`@(x) a*x.^2`) where the file tells it, the variables that it
/// captured, and what else the file says of it.
///
///     let parabola: MATFunctionHandle = try file["parabola"]
///     print(parabola.text ?? "", parabola.capturedVariables["a"] ?? "")
///
/// Two handles are equal where their texts and their captured variables are. Where the function was
/// defined and which MATLAB wrote it (``details``) does not count: it is not the same on another
/// machine.
///
/// ```swift
/// let handle = MATFunctionHandle(text: "@(x) a*x", workspace: ["a": 2.0].matValue)
/// assert(handle.capturedVariables["a"] == 2.0.matValue)
/// assert(MATValue.functionHandle(handle).className == "function_handle")
/// ```
public struct MATFunctionHandle: Sendable {
  /// The function as MATLAB writes it: `@sin`, `@(x) x.^2`; nil where the file does not tell.
  public let text: String?
  /// The variables that the function captured: a scalar struct of variables; nil where there are
  /// none. A value of another class where the file has them in a form that is not known.
  public let workspace: MATValue?
  /// Everything else that the file says, as the struct that MATLAB stores without the workspace:
  /// `matlabroot`, `separator`, `sentinel`, and under `function_handle` the `function`, `type` and
  /// `file`; nil where there is none.
  public let details: MATStructArray?
  /// Where the handle was read from, with the struct as it is stored there.
  package let stored: StoredInstance?

  /// A handle; a workspace without variables is the same as none.
  public init(text: String?, workspace: MATValue? = nil, details: MATStructArray? = nil) {
    self.init(text: text, workspace: workspace, details: details, stored: nil)
  }

  package init(
    text: String?, workspace: MATValue?, details: MATStructArray?, stored: StoredInstance?
  ) {
    self.text = text
    self.workspace = workspace.flatMap(Self.captured)
    self.details = details
    self.stored = stored
  }

  /// The captured variables by name; empty where there are none, or none that are known.
  public var capturedVariables: OrderedDictionary<String, MATValue> {
    guard case .structure(let variables)? = workspace, variables.count == 1 else { return [:] }
    return variables.fields.compactMapValues(\.first)
  }

  /// MATLAB's name for the kind of function: `simple`, `anonymous`, `nested`, `classsimple`.
  public var kind: String? { function?.text("type") }
  /// The file that defines the function, where it was on the machine that saved it.
  public var file: String? { function?.text("file") }
  /// The folder of the MATLAB that saved it.
  public var matlabRoot: String? { details?.text("matlabroot") }

  private var function: MATStructArray? {
    guard case .structure(let function)? = details?.scalar(Self.functionField) else { return nil }
    return function
  }

  private static let functionField = "function_handle"
  private static let workspaceField = "workspace"
}

extension MATFunctionHandle: Hashable {
  /// True if texts and captured variables are equal.
  public static func == (a: MATFunctionHandle, b: MATFunctionHandle) -> Bool {
    a.text == b.text && a.workspace == b.workspace
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(workspace)
  }
}

extension MATFunctionHandle: MATReadable {
  /// From a function handle; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    guard case .functionHandle(let handle) = matValue else {
      throw MATError(.mismatch, expected: "a function handle", found: matValue.summary)
    }
    self = handle
  }
}

// The form in which MATLAB stores a handle: a struct with a field `function_handle`, a struct in
// turn with the text in `function`, where a mark of MATLAB's own stands before the `@` of an
// anonymous function, and the captured variables in `workspace`. Those are an object of class
// function_handle_workspace, whose only property is a cell array of two: a reference to no object,
// and the struct of the variables.
extension MATFunctionHandle {
  /// The handle in a struct as MATLAB stores it, its objects decoded.
  package init(stored: MATStructArray, instance: StoredInstance? = nil) {
    guard case .structure(let function)? = stored.scalar(Self.functionField), function.count == 1
    else {
      self.init(text: nil, workspace: nil, details: stored, stored: instance)
      return
    }
    var (outer, inner) = (stored.fields, function.fields)
    inner[Self.workspaceField] = nil
    outer[Self.functionField] = [.structure(MATStructArray(size: [1, 1], fields: inner))]
    self.init(
      text: function.text("function").map(Self.written),
      workspace: function.scalar(Self.workspaceField),
      details: MATStructArray(size: [1, 1], fields: outer), stored: instance)
  }

  /// The struct as MATLAB stores it, with the workspace as an object; nil where there is no text.
  ///
  /// Throws `cannotRepresent` where what was captured is no struct.
  package func storedStruct() throws(MATError) -> MATStructArray? {
    guard let text else { return nil }
    let isAnonymous = text.hasPrefix("@(")
    var outer: OrderedDictionary<String, MATValue> = [
      "matlabroot": "".matValue, "separator": "/".matValue, "sentinel": "@".matValue,
    ]
    var inner: OrderedDictionary<String, MATValue> = [
      "function": (isAnonymous ? "sf%0" + text : String(text.dropFirst())).matValue,
      "type": (isAnonymous ? "anonymous" : "simple").matValue, "file": "".matValue,
    ]
    if isAnonymous { inner["within_file_path"] = "".matValue }
    if let details {
      outer = details.fields.compactMapValues(\.first)
      if let function { inner = function.fields.compactMapValues(\.first) }
    }
    if workspace != nil
      || ["anonymous", "nested"].contains(kind ?? (isAnonymous ? "anonymous" : ""))
    {
      let place = inner.index(forKey: "file").map { $0 + 1 } ?? inner.count
      inner.updateValue(try storedWorkspace(), forKey: Self.workspaceField, insertingAt: place)
    }
    outer[Self.functionField] = .structure(MATStructArray(inner))
    return MATStructArray(outer)
  }

  private static let workspaceClass = "function_handle_workspace"

  /// The captured variables as the object that MATLAB stores.
  private func storedWorkspace() throws(MATError) -> MATValue {
    let variables = workspace ?? .structure(MATStructArray([:]))
    guard case .structure = variables else {
      throw MATError(
        .cannotRepresent, expected: "a struct of the variables that a function captured",
        found: variables.summary)
    }
    let parts: [MATValue] = [
      .opaque(className: Self.workspaceClass, size: [1, 1], reason: .deleted), variables,
    ]
    return .object(
      MATObject(
        className: Self.workspaceClass, size: [1, 1],
        properties: ["any": MATValue.cell(NDArray(size: [2, 1], elements: parts))]))
  }

  /// The handle with a workspace in place of a reference to one.
  package func replacing(workspace: MATValue) -> MATFunctionHandle {
    MATFunctionHandle(text: text, workspace: workspace, details: details, stored: stored)
  }

  /// A stored text as MATLAB shows it: `sf%0@(x)x.^2` without its mark, `sin` with an `@`.
  private static func written(_ stored: String) -> String {
    stored.firstIndex(of: "@").map { String(stored[$0...]) } ?? "@" + stored
  }

  /// The variables in a stored workspace; nil where it has none, the workspace itself where its
  /// form is another.
  private static func captured(_ workspace: MATValue) -> MATValue? {
    var variables = workspace
    if case .object(let object) = workspace, object.className == workspaceClass,
      let properties = object.properties, properties.fields.count == 1,
      case .cell(let parts)? = properties.scalar("any"), parts.count == 2,
      case .opaque(_, _, .deleted) = parts.elements[0], case .structure = parts.elements[1]
    {
      variables = parts.elements[1]
    }
    if case .structure(let array) = variables, array.fields.isEmpty { return nil }
    return variables
  }
}
