//! Hands the arguments to `run` and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    secondstory::run(std::env::args_os())
}
