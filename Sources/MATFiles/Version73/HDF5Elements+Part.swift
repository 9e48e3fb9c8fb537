import CHDF5

extension HDF5Elements {
  /// The elements that `box` picks, as elements to be read.
  consuming func picking(
    _ box: V73Box, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Elements {
    guard case .dataset(let id) = source else {
      throw MATError(.damaged, expected: "a dataset", found: "an attribute")
    }
    let space = try HDF5Handle(owning: H5Dget_space(id), "a dataset without a size", hdf5)
    if box.count > 0 && !extents.isEmpty {
      try hdf5.select(box.picked(rank: extents.count), in: space.id)
    }
    return HDF5Elements(picking: space, count: box.count, of: self)
  }
}

extension HDF5 {
  /// Selects the elements at every combination of progressions, given one list a dimension in HDF5's order.
  fileprivate func select(
    _ picked: [[MATSelection.Progression]], in space: hid_t
  ) throws(MATError) {
    var chosen = Array(repeating: 0, count: picked.count)
    var operation = H5S_SELECT_SET
    while true {
      let progressions = zip(picked, chosen).map { $0[$1] }
      let status = unsafe H5Sselect_hyperslab(
        space, operation, progressions.map { hsize_t($0.first) },
        progressions.map { hsize_t($0.count == 1 ? 1 : $0.step) },
        progressions.map { hsize_t($0.count) }, nil)
      guard status >= 0 else { throw failure(.damaged, "cannot select elements") }
      operation = H5S_SELECT_OR
      var dimension = 0
      while dimension < picked.count {
        chosen[dimension] += 1
        if chosen[dimension] < picked[dimension].count { break }
        chosen[dimension] = 0
        dimension += 1
      }
      if dimension == picked.count { return }
    }
  }
}

/// The elements of a dataset that are read for a selection: they are what HDF5 can pick by itself, the
/// selection or a block around it, and `rest` picks the selection out of them.
struct V73Box {
  /// The elements along each dimension of MATLAB's.
  private let picked: [[MATSelection.Progression]]
  /// The selection among the elements read, where that is not all of them.
  let rest: MATSelection?
  /// The number of elements read.
  let count: Int

  /// HDF5 unites blocks one by one, and slows down with their number.
  private static let mostBlocks = 64

  /// The box for elements, in the order in which they lie, of an array of the given size.
  init(_ selection: MATSelection, of size: [Int]) {
    let (dimensions, shifts) = Self.dimensions(selection, size)
    let blocks = dimensions.reduce(1) { $0.multipliedSaturating(by: $1.count) }
    let isExact =
      shifts == nil && selection.extents.count >= size.count
      && (0...Self.mostBlocks).contains(blocks)
    if isExact || selection.count == 0 {
      (picked, rest, count) = (selection.picked, nil, selection.count)
      return
    }
    picked = dimensions.map { progressions in
      guard let first = progressions.first, let last = progressions.last, progressions.count > 1
      else { return progressions }
      let end = last[last.count - 1] + 1
      return [MATSelection.Progression(first: first.first, step: 1, count: end - first.first)]
    }
    let counts = picked.map { $0.reduce(0) { $0 + $1.count } }
    count = counts.reduce(1, *)
    rest = Self.rest(of: selection, in: dimensions, counts, from: shifts ?? 0)
  }

  /// The elements along each dimension, where the last index may run over several: then those are a block
  /// around what it picks, which starts at the element `start` of them.
  private static func dimensions(
    _ selection: MATSelection, _ size: [Int]
  ) -> (dimensions: [[MATSelection.Progression]], start: Int?) {
    let folded = selection.extents.count - 1
    guard folded < size.count - 1, selection.count > 0, let first = selection.picked[folded].first,
      let last = selection.picked[folded].last
    else { return (selection.picked, nil) }
    var (low, high) = (first.first, last[last.count - 1])
    var block: [(low: Int, high: Int)] = []
    for extent in size[folded...] {
      block.append((low % extent, high % extent))
      (low, high) = (low / extent, high / extent)
    }
    // All of the dimensions that vary faster than the slowest one along which the ends differ.
    let slowest = block.lastIndex { $0.low != $0.high } ?? 0
    var (start, stride) = (0, 1)
    var dimensions = Array(selection.picked[..<folded])
    for (dimension, extent) in size[folded...].enumerated() {
      if dimension < slowest { block[dimension] = (0, extent - 1) }
      start += block[dimension].low * stride
      stride *= extent
      dimensions.append([
        MATSelection.Progression(
          first: block[dimension].low, step: 1,
          count: block[dimension].high - block[dimension].low + 1)
      ])
    }
    return (dimensions, start)
  }

  private static func rest(
    of selection: MATSelection, in dimensions: [[MATSelection.Progression]], _ counts: [Int],
    from start: Int
  ) -> MATSelection {
    let folded = selection.extents.count - 1
    let isFolded = dimensions.count > selection.extents.count
    var extents = Array(counts[..<folded])
    extents.append(counts[folded...].reduce(1, *))
    let picked = selection.picked.enumerated().map { dimension, progressions in
      let shift = isFolded && dimension == folded ? start : progressions.first?.first ?? 0
      guard progressions.count > 1 || (isFolded && dimension == folded) else {
        // Read by itself: all there is.
        return [MATSelection.Progression(first: 0, step: 1, count: counts[dimension])]
      }
      return progressions.map {
        MATSelection.Progression(first: $0.first - shift, step: $0.step, count: $0.count)
      }
    }
    return MATSelection(size: selection.size, extents: extents, picked: picked)
  }

  /// The elements along each of `rank` dimensions in HDF5's order, the slowest first; dimensions that only
  /// one side has are of length one.
  func picked(rank: Int) -> [[MATSelection.Progression]] {
    let one = [MATSelection.Progression(first: 0, step: 1, count: 1)]
    return (0..<rank).map { $0 < picked.count ? picked[$0] : one }.reversed()
  }
}
