//! One build at a time for each output.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use anyhow::{Context, Result};

use crate::world::terminal;

/// Waits until no other build writes beside an output, and keeps others waiting while it lives.
///
/// The folder that the output lies in is itself what is locked. So no file is left behind, and the
/// system frees the lock however a build ends.
pub(super) struct Lock {
    _folder: Option<File>,
}

impl Lock {
    pub(super) fn take(parent: &Path) -> Result<Lock> {
        let folder = match File::open(parent) {
            Ok(folder) => folder,
            // Some systems do not open folders.
            Err(error) if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied => {
                return Ok(Lock { _folder: None });
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot open {}", parent.display()));
            }
        };
        let locked = match folder.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => {
                terminal::say(&format!(
                    "waiting for another build that writes to {}",
                    parent.display()
                ));
                folder.lock()
            }
            Err(TryLockError::Error(error)) => Err(error),
        };
        if let Err(error) = locked {
            // Some file systems have no locks; that is no reason not to build.
            terminal::say(&format!(
                "cannot lock {} ({error}): make sure that no other build writes there",
                parent.display()
            ));
        }
        Ok(Lock {
            _folder: Some(folder),
        })
    }
}
