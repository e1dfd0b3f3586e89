//! `sts-cli profiles edit`: opens the user's editor on a private copy of a profile, checks it, and only then replaces the file.

use super::super::hints::HintFormatter;
use super::super::invocation::Invocation;
use super::super::profile_file::{NewText, Profile};
use super::super::toml_file::read_text;
use super::super::{profile_names, request_builder};
use crate::advice;
use crate::deliver::exec;
use crate::error::Failure;
use crate::request::{ConfigError, ProfileChangeError, UsageError};
use crate::sys::Deps;
use crate::sys::files::{FileError, FileTask, replace};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A profile that is being edited.
struct Edit<'a> {
    call: &'a Invocation<'a>,
    name: &'a str,
    path: PathBuf,
    /// The text of the file when the command started.
    original: String,
    draft: Draft,
}

/// The copy that the editor opens, in a private folder beside the file. It stays unless [`Draft::remove`] is called.
struct Draft {
    folder: PathBuf,
    path: PathBuf,
}

/// Runs `profiles edit`.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let (name, deps) = (call.argument("PROFILE").unwrap_or_default(), call.deps);
    let path = profile_names::own_file(name, deps)?;
    let original = read_text(&path, &deps.directories)?.unwrap_or_default();
    let editor = editor(name, &path, deps)?;
    let draft = Draft::create(&path, &original)?;
    let edit = Edit { call, name, path, original, draft };
    let result = edit.run(&editor);
    edit.finish(result)
}

/// Returns the words of the user's editor.
fn editor(name: &str, path: &Path, deps: &Deps) -> Result<Vec<String>, Failure> {
    let none = |problem| Failure::from(ProfileChangeError::NoEditor { name: name.to_owned(), problem, path: path.to_owned() });
    if !(deps.terminal.can_run_shell() && deps.terminal.can_prompt()) {
        return Err(none(if deps.terminal.are_prompts_disabled() { "--no-input is set" } else { "there is no terminal" }));
    }
    let is_set = |value: &&str| !value.trim().is_empty();
    let variable = |name| deps.environment.get(name).filter(is_set);
    let command = variable("VISUAL").or_else(|| variable("EDITOR")).ok_or_else(|| none("neither VISUAL nor EDITOR is set"))?;
    crate::sys::split_command_line(command).ok_or_else(|| none("the quotes in VISUAL or EDITOR are not closed"))
}

impl Draft {
    /// Creates the copy of the file at `path`, with its `text`.
    fn create(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let folder = path.parent().unwrap_or(path);
        let failed = |source| ConfigError::NotWritten(FileError::System { task: FileTask::CreateIn, path: folder.to_owned(), source });
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let mut private_folder = builder.prefix(".edited-").tempdir_in(folder).map_err(failed)?;
        let draft = private_folder.path().join(path.file_name().unwrap_or_default());
        replace(&draft, text.as_bytes()).map_err(ConfigError::NotWritten)?;
        private_folder.disable_cleanup(true);
        Ok(Self { folder: private_folder.path().to_owned(), path: draft })
    }

    /// Whether there is a text that differs from `original`, or another file of the editor, with which it recovers one.
    fn has_changes(&self, original: &str) -> bool {
        let has_other_files = std::fs::read_dir(&self.folder).is_ok_and(|files| files.flatten().any(|file| file.path() != self.path));
        has_other_files
            || match std::fs::read(&self.path) {
                Ok(text) => text != original.as_bytes() && !text.trim_ascii().is_empty(),
                Err(error) => error.kind() != ErrorKind::NotFound,
            }
    }

    /// Removes the copy and its folder.
    fn remove(&self) {
        let _ = std::fs::remove_dir_all(&self.folder); // the files are private, and contain no secrets
    }
}

impl Edit<'_> {
    /// Opens the editor until the text is valid, or the user gives up.
    fn run(&self, editor: &[String]) -> Result<(), Failure> {
        loop {
            self.open(editor)?;
            match self.read_checked() {
                Ok(text) if text == self.original => {
                    self.call.deps.terminal.note(&format!("nothing was changed in {}", self.path.display()));
                    return Ok(());
                }
                Ok(text) => return self.save(&text),
                Err(failure) if self.wants_to_correct(&failure) => {}
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Removes the copy after a success, and if it has no changes; else names it.
    fn finish(&self, result: Result<(), Failure>) -> Result<u8, Failure> {
        match result {
            Err(mut failure) if self.draft.has_changes(&self.original) => {
                failure.hints.push(advice::for_kept_draft(&self.draft.path));
                Err(failure)
            }
            result => {
                self.draft.remove();
                result.map(|()| 0)
            }
        }
    }

    /// Runs the editor on the copy.
    fn open(&self, editor: &[String]) -> Result<(), Failure> {
        let deps = self.call.deps;
        let (program, options) = editor.split_first().map_or(("", editor), |(program, options)| (program.as_str(), options));
        let arguments: Vec<OsString> = options.iter().map(OsString::from).chain([self.draft.path.clone().into_os_string()]).collect();
        let code = deps.block_on(exec::run_without_credentials(program.as_ref(), &arguments, deps))??;
        if code == 0 {
            return Ok(());
        }
        let has_changes = self.draft.has_changes(&self.original);
        Err(ProfileChangeError::EditorFailed { name: self.name.to_owned(), editor: editor.join(" "), code, has_changes }.into())
    }

    /// Returns the user's text if it is valid, or the same as before.
    fn read_checked(&self) -> Result<String, Failure> {
        let text = read_text(&self.draft.path, &self.call.deps.directories)?.unwrap_or_default();
        if text != self.original {
            self.check(&text)?;
        }
        Ok(text)
    }

    /// Checks the text as `get` would read it. What `get` rejects in the former text, too, is only a warning: a profile for others to extend
    /// may be incomplete. Errors name the copy, which contains the text.
    fn check(&self, text: &str) -> Result<(), Failure> {
        let deps = self.call.deps;
        if text.trim().is_empty() {
            return Err(ProfileChangeError::Emptied(self.name.to_owned()).into());
        }
        let in_draft = NewText { text, file: &self.path, shown_path: &self.draft.path };
        in_draft.parse(deps)?;
        let in_file = |text| self.read(&NewText { text, file: &self.path, shown_path: &self.path }).err().map(|error| error.to_string());
        let Err(error) = self.read(&in_draft) else { return Ok(()) };
        match in_file(text).filter(|now| in_file(&self.original).as_ref() == Some(now)) {
            Some(now) => {
                deps.terminal.warn(&format!("`sts-cli get {}` fails as it did before: {now}", self.name));
                Ok(())
            }
            None => Err(error.into()),
        }
    }

    /// Reads the profile with the text, as `get` would.
    fn read(&self, new: &NewText<'_>) -> Result<(), UsageError> {
        let profile = Profile::read_with(self.name, None, Some(new), self.call.deps)?;
        let resolved = self.call.resolve_read_profile(self.name, profile)?;
        request_builder::lookup_request(&resolved, self.call.deps).map(drop)
    }

    /// Shows what is wrong with the text, and asks whether to edit it again.
    fn wants_to_correct(&self, failure: &Failure) -> bool {
        let hints = HintFormatter::of(self.call).format_hints(&failure.hints);
        let hints = hints.into_iter().map(|hint| format!("  hint: {hint}"));
        let has_changes = self.draft.has_changes(&self.original);
        let kept = if has_changes { format!("; your text is in {}", self.draft.path.display()) } else { String::new() };
        let state = format!("The profile is unchanged{kept}"); // also after Ctrl-C at the question
        let lines = std::iter::once(failure.with_causes()).chain(hints).chain([state]);
        let terminal = &self.call.deps.terminal;
        terminal.print(&lines.collect::<Vec<_>>().join("\n"));
        terminal.prompt_confirmation("Edit it again?").unwrap_or(false)
    }

    /// Replaces the file, unless another program changed it.
    fn save(&self, text: &str) -> Result<(), Failure> {
        let deps = self.call.deps;
        if read_text(&self.path, &deps.directories)?.as_ref() != Some(&self.original) {
            let (name, path) = (self.name.to_owned(), self.path.clone());
            return Err(ProfileChangeError::ChangedMeanwhile { name, path }.into());
        }
        replace(&self.path, text.as_bytes()).map_err(ConfigError::NotWritten)?;
        deps.terminal.note(&format!("saved {}", self.path.display()));
        Ok(())
    }
}
