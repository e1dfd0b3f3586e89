//! Writes files: private and atomically. All files of this program are written here.

mod abandoned_folder;
#[cfg(unix)]
mod acl;
mod directories;
mod error;
mod in_place;
mod leftovers;
mod lock;
mod owner;
mod private;
mod private_file;
mod target;
mod temporary;
mod write_step;
mod writer;

pub(crate) use abandoned_folder::{mark_folder_in_use, remove_abandoned_folders};
pub use directories::Directories;
pub use error::{FileError, FileTask};
pub(crate) use error::{is_link_loop, may_be_held_open};
pub use in_place::{append, overwrite};
pub(crate) use leftovers::{is_abandoned, remove_unfinished};
pub use lock::{Lock, LockError, LockFile};
pub(crate) use owner::make_folders;
pub use private::PrivateFolderError;
pub(crate) use private::{ensure_private_folder, is_private_folder};
pub use private_file::write_private_observed;
pub(crate) use private_file::{read_private, read_private_beginning, write_private, write_private_or_into};
pub(crate) use target::{check_path, check_replaceable, follow_links, is_special, is_unexpanded, parent_folder};
pub use write_step::WriteStep;
pub(crate) use writer::write_new;
pub use writer::{replace, replace_observed};

use temporary::TemporaryFile;
