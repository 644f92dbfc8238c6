//! What the press gives up before it reads a job, so that no paper, and no fault that one finds in the typesetter, costs
//! the machine more than that.

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus,
    Scope,
};
use rustix::process::{
    Resource, Rlimit, Signal, getrlimit, nice, set_parent_process_death_signal, setrlimit,
};

/// The most memory, in bytes of address space. 140 pages in six languages need a sixth of it.
pub const MAX_MEMORY: u64 = 1 << 30;

/// The most processor time, in seconds.
pub const MAX_PROCESSOR_SECONDS: u64 = 30;

/// How many threads set type. With one it always takes the same memory; several reserve more, by the number of the
/// machine's cores, and are hardly sooner done.
const THREADS: usize = 1;

/// Their stack, in bytes.
const STACK: usize = 16 << 20;

/// Limits this process for the rest of its life: memory, processor time, no file opened, no connection made. To be called
/// while there is one thread, after the fonts have been opened. Says whether the kernel also keeps it from what needs no
/// file to be opened: to remove one, to start a program.
///
/// # Errors
/// The system refuses a limit.
pub fn set() -> anyhow::Result<bool> {
    // The processors are for the meeting, and nobody waits for a server that is gone.
    let _ = nice(10);
    set_parent_process_death_signal(Some(Signal::KILL))?;
    limit(Resource::As, MAX_MEMORY)?;
    limit(Resource::Cpu, MAX_PROCESSOR_SECONDS)?;
    // What it had in memory is a statement that may not be public yet.
    limit(Resource::Core, 0)?;
    let confined = confine()?;
    // Last, for all that comes before opens files: no number is left for another.
    limit(Resource::Nofile, 0)?;
    Ok(confined)
}

/// The threads that set type.
///
/// # Errors
/// The system has none.
pub fn threads() -> anyhow::Result<rayon::ThreadPool> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(THREADS).stack_size(STACK).build()?)
}

/// Never more than whoever started it allows: nobody but root could raise that.
fn limit(resource: Resource, most: u64) -> anyhow::Result<()> {
    let allowed = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let most = Some(most.min(allowed));
    setrlimit(resource, Rlimit { current: most, maximum: most })?;
    Ok(())
}

/// No file below any path, no connection, no signal to others: what the kernel has of it (Landlock, from Linux 5.13
/// on). Where it has nothing of it, the other limits stand.
fn confine() -> anyhow::Result<bool> {
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V6))?
        .handle_access(AccessNet::from_all(ABI::V6))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
