import Synchronization

/// Where the variables of a file stand, by name: made when a name is first asked for, since whoever reads
/// all of a file never asks, and with thousands of variables it takes a tenth of the time.
final class NameIndex: Sendable {
  private let positions = Mutex<[String: Int]?>(nil)

  /// The position of the variable of a name, the last where there are several.
  func position(of name: String, in variables: [MATFile.Variable]) -> Int? {
    positions.withLock { positions in
      if positions == nil {
        var made = [String: Int](minimumCapacity: variables.count)
        for index in variables.indices { made[variables[index].name] = index }
        positions = made
      }
      return positions?[name]
    }
  }
}
