//! Files: how they are written, and what becomes of them when the writer, the disk or the person fails.

mod child;
mod kills;
mod writer;
