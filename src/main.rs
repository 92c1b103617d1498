//! Hands the arguments to `run` and returns its exit code.

use std::process::ExitCode;

/// A build allocates on every core at once; see `docs/performance.md` for what this is worth.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    secondstory::run(std::env::args_os())
}
