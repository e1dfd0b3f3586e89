//! Files and the cache: behavior when the writer is killed, the disk is full, the clock is wrong, or the configuration is bad.

mod entries;
mod keys;
mod kills;
mod locks;
mod places;
mod pruning;
mod seals;
mod stage;
mod writer;
