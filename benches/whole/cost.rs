//! What a run of a program costs.

use std::process::{Command, Stdio};
use std::time::Instant;

/// What one run cost: seconds, and the most memory in MB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) user: f64,
    pub(crate) system: f64,
    pub(crate) megabytes: f64,
}

impl Cost {
    /// Runs a command, and makes sure that it says on standard error what it is expected to say: a
    /// run that did something else must not be taken for a fast one.
    ///
    /// The shell's `time` knows the CPU of a child that has ended; the memory is what the program
    /// says of itself.
    pub(crate) fn of(command: &Command, words: &str) -> Cost {
        let mut timed = Command::new("bash");
        timed
            .args(["-c", "TIMEFORMAT='cpu %U %S'; time \"$@\"", "bash"])
            .arg(command.get_program())
            .args(command.get_args())
            .envs(
                command
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .env("LC_ALL", "C");
        let started = Instant::now();
        let output = timed.stdout(Stdio::null()).output().unwrap();
        let wall = started.elapsed().as_secs_f64();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(words), "no {words:?} in\n{said}");
        let numbers = |label: &str| -> Vec<f64> {
            let line = said.lines().rev().find_map(|it| it.strip_prefix(label));
            let words = line.unwrap_or_else(|| panic!("no {label:?} in\n{said}"));
            words.split(' ').filter_map(|it| it.parse().ok()).collect()
        };
        let cpu = numbers("cpu ");
        Cost {
            wall,
            user: cpu[0],
            system: cpu[1],
            megabytes: numbers("peak memory ")[0],
        }
    }

    pub(crate) fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// The middle one of some figures, and the least and the greatest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) most: f64,
}

impl Spread {
    pub(crate) fn of(figures: impl Iterator<Item = f64>) -> Spread {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_by(f64::total_cmp);
        Spread {
            least: figures[0],
            median: figures[figures.len() / 2],
            most: figures[figures.len() - 1],
        }
    }
}
