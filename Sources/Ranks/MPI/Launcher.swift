internal import Foundation

/// What the launcher of a job tells a process in its environment: that it is one of several, and how many there are.
///
///     let launcher = Launcher(environment: ["OMPI_COMM_WORLD_SIZE": "4"])
///     print(launcher?.count ?? 1)                     // 4
///
/// Told apart are `mpirun` of Open MPI, the Hydra launchers of MPICH and its kin, and Slurm's `srun`.
public struct Launcher: Hashable, Sendable {
  /// Which kind of launcher it is; which MPI its processes are likely to be meant for.
  public enum Kind: String, Sendable {
    case openMPI = "mpirun of Open MPI"
    case hydra = "mpiexec of MPICH"
    case slurm = "srun of Slurm"
  }

  public let kind: Kind
  /// How many processes it started; nil where it does not say.
  public let count: Int?
  /// The process's number among them, from zero; nil likewise.
  public let rank: Int?
  /// The library to open in place of the usual names: `MATKIT_MPI`.
  public let library: String?

  /// The launcher that the environment tells of; nil where there is none, and the process was started by itself.
  public init?(environment: [String: String]) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    library = environment["MATKIT_MPI"].flatMap { $0.isEmpty ? nil : $0 }
    if environment["OMPI_COMM_WORLD_SIZE"] != nil {
      (kind, count) = (.openMPI, number("OMPI_COMM_WORLD_SIZE"))
    } else if environment["PMI_SIZE"] != nil && environment["SLURM_STEP_NUM_TASKS"] == nil {
      (kind, count) = (.hydra, number("PMI_SIZE"))
    } else if environment["SLURM_STEP_NUM_TASKS"] != nil, environment["SLURM_PROCID"] != nil {
      (kind, count) = (.slurm, number("SLURM_STEP_NUM_TASKS"))
    } else if environment["PMIX_RANK"] != nil {
      (kind, count) = (.openMPI, nil)
    } else {
      return nil
    }
    let ranks = ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"]
    rank = ranks.lazy.compactMap(number).first
    speaksPMI = environment["PMI_RANK"] != nil || environment["PMI_FD"] != nil
  }

  /// The launcher of this process; nil where it was started by itself.
  public static var current: Launcher? {
    Launcher(environment: ProcessInfo.processInfo.environment)
  }

  private let speaksPMI: Bool

  /// The libraries to try, in this order.
  public var libraries: [String] {
    if let library { return [library] }
    let (open, mpich) = (["libmpi.so.40"], ["libmpich.so.12", "libmpi.so.12", "libmpi_abi.so.1"])
    let isMPICH = kind == .hydra || kind == .slurm && speaksPMI
    return isMPICH ? mpich + open : open + mpich
  }
}
