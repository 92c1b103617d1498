//! The files that `init` and `new` start an author with.
