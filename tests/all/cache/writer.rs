//! The atomic writer: preserved metadata, links, and rejected targets.

use crate::support::child;
use crate::support::snapshot::{self, Table};
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::Path;
use sts_cli::sys::files::{FileError, FileTask, WriteStep, overwrite, replace, replace_observed};
use tempfile::{TempDir, tempdir};

fn put(path: &Path, content: &str) {
    replace(path, content.as_bytes()).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn names(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn new_files_and_folders_are_private() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("one/two/file");
    put(&path, "content");
    assert_eq!(fs::read_to_string(&path).unwrap(), "content");
    assert_eq!((mode(&path), mode(path.parent().unwrap()), mode(&folder.path().join("one"))), (0o600, 0o700, 0o700));
}

#[test]
fn an_existing_file_keeps_its_mode() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("file");
    for kept in [0o600, 0o640, 0o644, 0o604] {
        put(&path, "old");
        set_mode(&path, kept);
        put(&path, "new");
        assert_eq!((mode(&path), fs::read_to_string(&path).unwrap().as_str()), (kept, "new"));
        overwrite(&path, b"newer").unwrap();
        assert_eq!((mode(&path), fs::read_to_string(&path).unwrap().as_str()), (kept, "newer"));
    }
    for (old, kept) in [(0o400, 0o400), (0o4755, 0o755)] {
        set_mode(&path, old);
        put(&path, "new");
        assert_eq!(mode(&path), kept);
    }
}

#[test]
fn owner_and_group_are_kept_and_a_changed_group_gets_no_access() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("file");
    if let Some((_, folder)) = child::part() {
        return put(&folder.join("file"), "new");
    }
    put(&path, "old");
    set_mode(&path, 0o664);
    if chown(&path, Some(1234), Some(2345)).is_err() {
        return crate::support::skip("owner and group", "only root gives files away");
    }
    put(&path, "new");
    let now = fs::metadata(&path).unwrap();
    assert_eq!((now.uid(), now.gid(), mode(&path)), (1234, 2345, 0o664));
    set_mode(folder.path(), 0o777);
    let status = child::as_nobody(owner_and_group_are_kept_and_a_changed_group_gets_no_access, "write", folder.path());
    assert!(status.unwrap().success());
    let now = fs::metadata(&path).unwrap();
    assert_eq!((now.uid(), now.gid(), mode(&path)), (65534, 65534, 0o604));
}

/// The owner of a folder above puts another one in its place while root writes: what root made stays that of the folder that it is in.
#[test]
fn files_made_by_root_belong_to_the_owner_of_the_folder_that_holds_them() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let lead_to = |name: &str| {
        let _ = fs::remove_file(at("way"));
        std::os::unix::fs::symlink(at(name), at("way")).unwrap();
    };
    let owner = |path: &Path| fs::metadata(path).map(|found| (found.uid(), found.gid())).unwrap();
    for (made_in, leads_to, expected) in [("roots", "alices", (0, 0)), ("alices", "roots", (1234, 2345)), ("alices", "bobs", (1234, 2345))]
    {
        for (name, ids) in [("roots", (0, 0)), ("alices", (1234, 2345)), ("bobs", (3456, 4567))] {
            let _ = fs::remove_dir_all(at(name));
            fs::create_dir(at(name)).unwrap();
            if chown(at(name), Some(ids.0), Some(ids.1)).is_err() {
                return crate::support::skip("a folder of another user", "only root gives folders away");
            }
        }
        lead_to(made_in);
        let mut found = None;
        let written = replace_observed(&at("way/file"), b"secret", &mut |step| {
            match step {
                WriteStep::Created => lead_to(leads_to),
                WriteStep::MetadataCopied => found = fs::read_dir(at(made_in)).unwrap().next().map(|entry| owner(&entry.unwrap().path())),
                _ => {}
            }
            Ok(())
        });
        assert!(written.is_err(), "the file is not where it was to go");
        assert_eq!(found, Some(expected), "{made_in}, then {leads_to}");
        assert_eq!(fs::read_dir(at(leads_to)).unwrap().count(), 0, "{made_in}, then {leads_to}");
    }
}

#[test]
fn folders_made_by_root_belong_to_the_owner_of_the_first_and_follow_no_links() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let owner = |name: &str| fs::metadata(at(name)).map(|found| (found.uid(), found.gid(), found.mode() & 0o777)).unwrap();
    for name in ["alices", "alices/roots"] {
        fs::create_dir(at(name)).unwrap();
    }
    if chown(at("alices"), Some(1234), Some(2345)).is_err() {
        return crate::support::skip("folders of another user", "only root gives folders away");
    }
    put(&at("alices/new/newer/file"), "content");
    put(&at("alices/other/../new/more/file"), "content");
    put(&at("alices/roots/new/file"), "content");
    for (name, expected) in [
        ("alices/new", (1234, 2345, 0o700)),
        ("alices/new/newer", (1234, 2345, 0o700)),
        ("alices/new/newer/file", (1234, 2345, 0o600)),
        ("alices/other", (1234, 2345, 0o700)),
        ("alices/new/more", (1234, 2345, 0o700)),
        ("alices/roots/new", (0, 0, 0o700)),
        ("alices/roots/new/file", (0, 0, 0o600)),
    ] {
        assert_eq!(owner(name), expected, "{name}");
    }
    std::os::unix::fs::symlink(at("nowhere"), at("alices/link")).unwrap();
    assert!(replace(&at("alices/link/below/file"), b"content").is_err());
    assert!(!at("nowhere").exists());
}

/// An access list as the kernel keeps it: this user's read and write, user 1234's `named` right, nothing for the group and all others.
fn access_list(named: u16) -> Vec<u8> {
    let entries = [(1, 6, u32::MAX), (2, named, 1234), (4, 0, u32::MAX), (0x10, named, u32::MAX), (0x20, 0, u32::MAX)];
    let bytes = entries
        .iter()
        .flat_map(|(tag, right, id): &(u16, u16, u32)| [&tag.to_le_bytes()[..], &right.to_le_bytes(), &id.to_le_bytes()].concat());
    2_u32.to_le_bytes().into_iter().chain(bytes).collect()
}

#[test]
fn access_lists_are_kept_and_none_is_inherited() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    const OF_FILE: &str = "system.posix_acl_access";
    let folder = tempdir().unwrap();
    let (listed, plain) = (folder.path().join("listed"), folder.path().join("plain"));
    [&listed, &plain].iter().for_each(|path| put(path, "old"));
    set_mode(&plain, 0o640);
    if setxattr(&listed, OF_FILE, &access_list(4), XattrFlags::empty()).is_err() {
        return crate::support::skip("access lists", "this file system has none");
    }
    setxattr(folder.path(), "system.posix_acl_default", &access_list(6), XattrFlags::empty()).unwrap();
    [&listed, &plain].iter().for_each(|path| put(path, "new"));
    let list = |path: &Path| {
        let mut list = [0; 100];
        getxattr(path, OF_FILE, &mut list[..]).map(|length| list[..length].to_vec())
    };
    assert_eq!((list(&listed), mode(&listed)), (Ok(access_list(4)), 0o640), "the group's bits of the mode are the bound of the list");
    assert_eq!((list(&plain), mode(&plain)), (Err(rustix::io::Errno::NODATA), 0o640));
    put(&folder.path().join("fresh"), "new");
    assert_eq!(mode(&folder.path().join("fresh")), 0o600, "the folder's list is bound to nothing");
}

#[test]
fn links_are_followed_even_if_dangling() {
    let (folder, elsewhere) = (tempdir().unwrap(), tempdir().unwrap());
    let (link, hop, target) = (folder.path().join("link"), elsewhere.path().join("hop"), elsewhere.path().join("below/target"));
    symlink(&hop, &link).unwrap();
    symlink("below/../below/target", &hop).unwrap();
    fs::create_dir(elsewhere.path().join("below")).unwrap();
    put(&link, "through a dangling link");
    assert_eq!((fs::read_to_string(&target).unwrap().as_str(), mode(&target)), ("through a dangling link", 0o600));
    put(&link, "again");
    assert_eq!(fs::read_to_string(&target).unwrap(), "again");
    overwrite(&link, b"in place").unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "in place");
    assert!(link.is_symlink() && hop.is_symlink());
    assert_eq!((names(&folder), names(&elsewhere)), (vec!["link".to_owned()], vec!["below".to_owned(), "hop".to_owned()]));
}

#[test]
fn paths_that_are_not_files_are_rejected_and_kept() {
    let folder = tempdir().unwrap();
    let (sub, circle, link) = (folder.path().join("sub"), folder.path().join("circle"), folder.path().join("link"));
    fs::create_dir(&sub).unwrap();
    symlink(&sub, &link).unwrap();
    symlink(&circle, &circle).unwrap();
    let mut table = Table::default();
    let mut refused = |name: &str, path: &Path| {
        let (replaced, overwritten) = (replace(path, b"x").unwrap_err(), overwrite(path, b"x").unwrap_err());
        assert_eq!(replaced.to_string(), overwritten.to_string());
        table.error(name, &replaced.to_string().replace(&folder.path().display().to_string(), "[FOLDER]"));
    };
    refused("a folder", &sub);
    refused("a link to a folder", &link);
    refused("a device", Path::new("/dev/null"));
    refused("a link to itself", &circle);
    refused("below a file", Path::new("/proc/self/cmdline/x"));
    table.matches("no-files");
    assert_eq!(names(&folder), ["circle", "link", "sub"]);
}

#[test]
fn a_failed_writer_leaves_no_files() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("file");
    put(&path, "old");
    for failing in [WriteStep::Created, WriteStep::Written, WriteStep::MetadataCopied, WriteStep::Synced] {
        let mut watch = |step| if step == failing { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) };
        let failed = replace_observed(&path, b"new", &mut watch).unwrap_err();
        assert!(matches!(failed, FileError::System { .. }), "{failed}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(&folder), ["file"]);
    }
}

#[test]
fn writing_in_place_keeps_the_inode() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("file");
    overwrite(&path, b"made").unwrap();
    let inode = fs::metadata(&path).unwrap().ino();
    assert_eq!(mode(&path), 0o600);
    for content in ["longer than before", "short", "", "longer again"] {
        overwrite(&path, content.as_bytes()).unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), fs::metadata(&path).unwrap().ino()), (content, inode));
    }
    put(&path, "replaced");
    assert_ne!(fs::metadata(&path).unwrap().ino(), inode);
}

#[test]
fn a_read_only_folder_is_named_with_the_system_error() {
    if let Some((_, folder)) = child::part() {
        let FileError::System { task, path, source } = replace(&folder.join("file"), b"x").unwrap_err() else { panic!("not the system") };
        let found = (task, path, source.raw_os_error()); // the words are in tables/advice: this user may not read the snapshots
        return assert_eq!(found, (FileTask::Write, folder.join("file"), Some(13)));
    }
    let folder = tempdir().unwrap();
    set_mode(folder.path(), 0o555);
    match child::as_nobody(a_read_only_folder_is_named_with_the_system_error, "write", folder.path()) {
        Some(status) => assert!(status.success()),
        None => crate::support::skip("a folder that cannot be written", "only root can be another user"),
    }
    assert!(names(&folder).is_empty());
}

/// A file system of 64 KiB, in a mount namespace of this child's own.
#[test]
fn a_full_disk_leaves_only_the_old_file() {
    if let Some((_, folder)) = child::part() {
        return on_a_full_disk(&folder);
    }
    let folder = tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size=64k tmpfs {}", folder.path().display());
    match child::mounted(a_full_disk_leaves_only_the_old_file, &mount, folder.path()) {
        Some(status) => assert!(status.success()),
        None => crate::support::skip("a full disk", "this user may not mount"),
    }
}

fn on_a_full_disk(folder: &Path) {
    let (path, large) = (folder.join("file"), [b'x'; 100_000]);
    put(&path, "old");
    for refusal in [replace(&path, &large).unwrap_err(), overwrite(&path, &large).unwrap_err()] {
        snapshot::matches("full-disk", &format!("{refusal}\n").replace(&folder.display().to_string(), "[FOLDER]"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
    }
}
