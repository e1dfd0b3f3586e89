//! Access control lists, acl(5). If a file has one, the group bits of its mode are only the upper bound (mask).

use std::fs::File;
use std::path::Path;

/// Copies the access control list of `existing` to `file`, or removes it. Returns whether that succeeded.
#[cfg(target_os = "linux")]
pub(super) fn copy_acl(existing: &Path, file: &File) -> bool {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr, getxattr};
    use rustix::io::Errno;
    const NAME: &str = "system.posix_acl_access";
    let mut list = [0; 4096];
    let result = match getxattr(existing, NAME, &mut list[..]) {
        Ok(length) => fsetxattr(file, NAME, &list[..length], XattrFlags::empty()),
        Err(Errno::NODATA) => fremovexattr(file, NAME),
        Err(error) => Err(error),
    };
    matches!(result, Ok(()) | Err(Errno::NODATA | Errno::OPNOTSUPP))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn copy_acl(_: &Path, _: &File) -> bool {
    true
}
