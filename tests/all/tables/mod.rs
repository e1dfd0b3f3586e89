//! The pure parts, by tables and published vectors.

mod advice;
mod cache_keys;
mod delivery_errors;
mod dependencies;
mod errors;
mod evidence;
mod file_lengths;
mod layers;
mod module_graph;
mod pages;
mod policies;
mod replies;
mod requests;
mod sigv4;
mod storage_metadata;
mod type_names;
mod words;
