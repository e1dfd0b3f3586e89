//! Files and the cache: behavior when the writer is killed, the disk is full, the clock is wrong, or the configuration is bad.

mod crash_safety;
mod entries;
mod keys;
mod locks;
mod places;
mod pruning;
mod sealing;
mod stage;
mod writer;
