//! Access lists beside the mode: acl(5). Where there is one, the mode's group bits are only its upper bound, not what the group may.

use std::fs::File;
use std::path::Path;

/// Gives `file` the access list of `old`, or none where that has none. Whether that could be done.
#[cfg(target_os = "linux")]
pub(super) fn keep(old: &Path, file: &File) -> bool {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr, getxattr};
    use rustix::io::Errno;
    const NAME: &str = "system.posix_acl_access";
    let mut list = [0; 4096];
    let done = match getxattr(old, NAME, &mut list[..]) {
        Ok(length) => fsetxattr(file, NAME, &list[..length], XattrFlags::empty()),
        Err(Errno::NODATA) => fremovexattr(file, NAME),
        Err(error) => Err(error),
    };
    matches!(done, Ok(()) | Err(Errno::NODATA | Errno::OPNOTSUPP))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn keep(_: &Path, _: &File) -> bool {
    true
}
