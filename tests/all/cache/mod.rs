//! Files and what is remembered in them: what becomes of it when the writer, the disk, the clock or the person fails.

mod entries;
mod keys;
mod kills;
mod locks;
mod places;
mod pruning;
mod seals;
mod stage;
mod writer;
