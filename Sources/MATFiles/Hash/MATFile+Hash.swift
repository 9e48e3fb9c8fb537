extension MATValue {
  /// The SHA-256 of the value's canonical bytes: of its class, size, elements bit for bit, and names of
  /// fields in their order. <doc:SemanticHash> sets the bytes down.
  ///
  /// 0 and −0 differ, and so do NaNs of different bits, though they compare equal.
  ///
  /// Throws `.unsupported`, with the path inside the value, where it holds something of which no more is
  /// known than class and size. O(bytes), with no copy of large arrays.
  public func semanticHash() throws(MATError) -> MATHash {
    var hasher = CanonicalHasher(form: "MatKit value 1\n", SHA256Digest())
    try hasher.append(self)
    return hasher.finish()
  }
}

extension MATFile {
  /// The hash of all variables, their names and values; their order and which are global are no part of
  /// it. No more than one variable is held at a time.
  ///
  /// Throws as reading a variable does, and `.unsupported` where one holds something of which no more is
  /// known than class and size.
  public func semanticHash() throws(MATError) -> MATHash {
    var hashes: [(name: String, hash: MATHash)] = []
    for variable in variables {
      hashes.append((variable.name, try semanticHash(of: variable)))
    }
    return MATHash(of: hashes)
  }

  /// The hash of the value of one of the file's ``variables``; its name is no part of it.
  public func semanticHash(of variable: Variable) throws(MATError) -> MATHash {
    let value = try value(of: variable)
    do throws(MATError) {
      return try value.semanticHash()
    } catch {
      throw error.with(file: path, variable: variable.name)
    }
  }
}

extension MATHash {
  /// The hash of an array of real doubles that is not in memory as a whole, from its numbers piece by piece, in
  /// column-major order.
  package init(
    ofDoubles size: [Int], _ pieces: (_ append: ([Double]) -> Void) -> Void
  ) {
    var hasher = CanonicalHasher(form: "MatKit value 1\n", SHA256Digest())
    hasher.append(headerOfDoubles: size)
    pieces { hasher.append(elements: $0) }
    self = hasher.finish()
  }

  /// The hash of variables in memory, that which a file with them has.
  ///
  /// Throws `.unsupported` as `MATValue.semanticHash()` does, naming the variable.
  public init(of variables: some Sequence<MATVariable>) throws(MATError) {
    var hashes: [(name: String, hash: MATHash)] = []
    for variable in variables {
      do throws(MATError) {
        hashes.append((variable.name, try variable.value.semanticHash()))
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    self.init(of: hashes)
  }

  /// The hash of what an argument of a command names: a file (`week6.mat`), or a value inside one
  /// (`week6.mat:net.W{2}`).
  ///
  /// Throws as opening the file, reading the path and reading the value do.
  public init(of argument: String) throws(MATError) {
    let (name, text) = MATPath.splitArgument(argument)
    let path: MATPath? = if let text { try MATPath(text) } else { nil }
    let file = try MATFile(name)
    guard let path else {
      self = try file.semanticHash()
      return
    }
    do throws(MATError) {
      self = try file.value(at: path).semanticHash()
    } catch {
      throw error.with(file: name, variable: path.variable)
    }
  }

  /// The hash of a file from the names of its variables and the hashes of their values.
  ///
  /// They are sorted by the bytes of their names, so that the order in the file does not count; those of
  /// one name stay in their order.
  public init(of variables: [(name: String, hash: MATHash)]) {
    self.init(of: variables, SHA256Digest())
  }
}

/// SHA-256 as what hashes values asks for it.
private final class SHA256Digest: MATDigest {
  private var sha256 = SHA256()

  func update(_ bytes: UnsafeRawBufferPointer) { unsafe sha256.update(bytes) }

  func finalize() -> [UInt8] { sha256.finalize() }
}
