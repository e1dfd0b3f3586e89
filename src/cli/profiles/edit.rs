//! `sts-cli profiles edit`: opens the user's editor on a private copy of a profile, checks it, and only then replaces the file.

use super::super::hints::HintFormatter;
use super::super::invocation::Invocation;
use super::super::profile_file::{Profile, parse_layer};
use super::super::toml_file::read_text;
use super::super::{profile_names, request_builder};
use crate::deliver::exec;
use crate::error::Failure;
use crate::request::{ConfigError, ProfileChangeError, UsageError};
use crate::sys::Deps;
use crate::sys::files::{FileError, FileTask, replace};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A profile that is being edited.
struct Edit<'a> {
    call: &'a Invocation<'a>,
    name: &'a str,
    path: PathBuf,
    /// The text of the file when the command started.
    original: String,
    draft: Draft,
}

/// The copy that the editor opens, in a private folder beside the file, which is removed unless the user needs it.
struct Draft {
    folder: TempDir,
    path: PathBuf,
}

/// Runs `profiles edit`.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let (name, deps) = (call.argument("PROFILE").unwrap_or_default(), call.deps);
    let path = profile_names::own_file(name, deps)?;
    let original = read_text(&path, &deps.directories)?.unwrap_or_default();
    let editor = editor(name, &path, deps)?;
    let draft = Draft::create(&path, &original)?;
    Edit { call, name, path, original, draft }.run(&editor)
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
    shlex::split(command).ok_or_else(|| none("the quotes in VISUAL or EDITOR are not closed"))
}

impl Draft {
    /// Creates the copy of the file at `path`, with its `text`.
    fn create(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let folder = path.parent().unwrap_or(path);
        let failed = |source| ConfigError::NotWritten(FileError::System { task: FileTask::CreateIn, path: folder.to_owned(), source });
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let private_folder = builder.prefix(".edited-").tempdir_in(folder).map_err(failed)?;
        let draft = private_folder.path().join(path.file_name().unwrap_or_default());
        replace(&draft, text.as_bytes()).map_err(ConfigError::NotWritten)?;
        Ok(Self { folder: private_folder, path: draft })
    }

    /// Keeps the copy, and returns its path.
    fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.path.clone()
    }
}

impl Edit<'_> {
    /// Opens the editor until the text is valid, or the user gives up.
    fn run(mut self, editor: &[String]) -> Result<u8, Failure> {
        let deps = self.call.deps;
        loop {
            self.open(editor)?;
            match self.read_checked() {
                Ok(text) if text == self.original => {
                    deps.terminal.note(&format!("nothing was changed in {}", self.path.display()));
                    return Ok(0);
                }
                Ok(text) => return self.save(&text),
                Err(failure) if self.wants_to_correct(&failure) => {}
                Err(failure) => {
                    self.draft.keep();
                    return Err(failure);
                }
            }
        }
    }

    /// Runs the editor on the copy.
    fn open(&mut self, editor: &[String]) -> Result<(), Failure> {
        let deps = self.call.deps;
        let (program, options) = editor.split_first().map_or(("", editor), |(program, options)| (program.as_str(), options));
        let arguments: Vec<OsString> = options.iter().map(OsString::from).chain([self.draft.path.clone().into_os_string()]).collect();
        let code = deps.block_on(exec::run_without_credentials(program.as_ref(), &arguments, deps))??;
        if code == 0 {
            return Ok(());
        }
        let is_changed = read_text(&self.draft.path, &deps.directories).ok().flatten().as_deref() != Some(self.original.as_str());
        let draft = is_changed.then(|| self.draft.keep());
        Err(ProfileChangeError::EditorFailed { name: self.name.to_owned(), editor: editor.join(" "), code, draft }.into())
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
    /// may be incomplete.
    fn check(&self, text: &str) -> Result<(), Failure> {
        let deps = self.call.deps;
        parse_layer(text, &self.path, deps)?;
        let read = |text: &str| {
            let profile = Profile::read_with(self.name, None, Some((&self.path, text)), deps)?;
            let resolved = self.call.resolve_read_profile(self.name, profile)?;
            request_builder::lookup_request(&resolved, deps).map(drop)
        };
        let error = |result: Result<(), UsageError>| result.err().map(|error| (error.to_string(), error));
        match (error(read(text)), error(read(&self.original))) {
            (None, _) => Ok(()),
            (Some((now, _)), Some((before, _))) if now == before => {
                deps.terminal.warn(&format!("`sts-cli get {}` fails as it did before: {now}", self.name));
                Ok(())
            }
            (Some((_, error)), _) => Err(error.into()),
        }
    }

    /// Shows what is wrong with the text, and asks whether to edit it again.
    fn wants_to_correct(&self, failure: &Failure) -> bool {
        let hints = HintFormatter::of(self.call).format_hints(&failure.hints);
        let hints = hints.into_iter().map(|hint| format!("  hint: {hint}"));
        let kept = format!("The profile is unchanged; your text is in {}", self.draft.path.display()); // also after Ctrl-C at the question
        let lines = std::iter::once(failure.with_causes()).chain(hints).chain([kept]);
        let terminal = &self.call.deps.terminal;
        terminal.print(&lines.collect::<Vec<_>>().join("\n"));
        terminal.prompt_confirmation("Edit it again?").unwrap_or(false)
    }

    /// Replaces the file, unless another program changed it.
    fn save(&mut self, text: &str) -> Result<u8, Failure> {
        let deps = self.call.deps;
        if read_text(&self.path, &deps.directories)?.as_ref() != Some(&self.original) {
            let (name, path) = (self.name.to_owned(), self.path.clone());
            return Err(ProfileChangeError::ChangedMeanwhile { name, path, draft: self.draft.keep() }.into());
        }
        if let Err(error) = replace(&self.path, text.as_bytes()) {
            deps.terminal.note(&format!("your text is in {}", self.draft.keep().display()));
            return Err(ConfigError::NotWritten(error).into());
        }
        deps.terminal.note(&format!("saved {}", self.path.display()));
        Ok(0)
    }
}
