//! The pure parts, by tables and published vectors.

mod advice;
mod cache_keys;
mod errors;
mod layers;
mod module_graph;
mod pages;
mod policies;
mod replies;
mod requests;
mod sigv4;
mod words;
