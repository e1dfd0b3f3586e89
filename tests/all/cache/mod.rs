//! Files and the cache: behavior when the writer is killed, the disk is full, the clock is wrong, or the configuration is bad.

#[cfg(unix)]
mod crash_safety;
#[cfg(unix)]
mod entries;
mod keys;
#[cfg(unix)]
mod locks;
#[cfg(unix)]
mod places;
#[cfg(unix)]
mod pruning;
mod sealing;
mod stage;
#[cfg(unix)]
mod writer;
