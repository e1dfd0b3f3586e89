//! `sts-cli profiles edit`: opens the user's editor on a private copy of a profile, checks it, and only then replaces the file.

use super::super::hints::HintFormatter;
use super::super::invocation::Invocation;
use super::super::profile_file::{NewText, Profile};
use super::super::toml_file::read_text;
use super::super::{profile_lock, profile_names, request_builder};
use super::draft::Draft;
use crate::advice;
use crate::deliver::exec;
use crate::error::Failure;
use crate::request::{ProfileChangeError, UsageError};
use crate::sys::{Deps, PromptError};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// An editor that ends sooner without a change may still be open in a window.
const MIN_EDITING_TIME: Duration = Duration::from_secs(1);

/// A profile that is being edited.
struct Edit<'a> {
    call: &'a Invocation<'a>,
    name: &'a str,
    path: PathBuf,
    /// The text of the file when the command started.
    original: String,
    draft: Draft,
}

/// Runs `profiles edit`.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let (name, deps) = (call.argument("PROFILE").unwrap_or_default(), call.deps);
    let path = profile_names::own_file(name, deps)?;
    let original = read_text(&path, &deps.directories)?.unwrap_or_default();
    let editor = editor(name, &path, deps)?;
    let draft = match unsaved_draft(&path, &original, deps)? {
        Some(draft) => draft,
        None => Draft::create(&path, &original)?,
    };
    let edit = Edit { call, name, path, original, draft };
    let result = edit.run(&editor);
    edit.finish(result)
}

/// Offers the texts of earlier edits that were not saved, and returns the one to go on with. Removes those without changes.
fn unsaved_draft(path: &Path, original: &str, deps: &Deps) -> Result<Option<Draft>, PromptError> {
    for draft in Draft::unsaved(path) {
        if !draft.has_changes(original) {
            draft.remove();
            continue;
        }
        deps.terminal.print(&format!("A text of this profile that was not saved is in {}", draft.path.display()));
        if deps.terminal.prompt_confirmation("Go on with it, instead of the profile as it is?")? {
            return Ok(Some(draft));
        }
        if deps.terminal.prompt_confirmation("Remove it?")? {
            draft.remove();
        }
    }
    Ok(None)
}

/// Returns the words of the user's editor.
fn editor(name: &str, path: &Path, deps: &Deps) -> Result<Vec<String>, Failure> {
    let none = |problem| Failure::from(ProfileChangeError::NoEditor { name: name.to_owned(), problem, path: path.to_owned() });
    if !deps.terminal.is_used_interactively() {
        return Err(none(if deps.terminal.are_prompts_disabled() { "--no-input is set" } else { "there is no terminal" }));
    }
    let is_set = |value: &&str| !value.trim().is_empty();
    let variable = |name| deps.environment.get(name).filter(is_set);
    let command = variable("VISUAL").or_else(|| variable("EDITOR")).ok_or_else(|| none("neither VISUAL nor EDITOR is set"))?;
    if cfg!(unix) && command.contains(['$', '`', '~']) {
        return Ok(["sh", "-c", &format!("{command} \"$@\""), command].map(str::to_owned).into()); // as Git does
    }
    crate::sys::split_command_line(command).ok_or_else(|| none("the quotes in VISUAL or EDITOR are not closed"))
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
        let (before, began) = (std::fs::read(&self.draft.path).ok(), Instant::now());
        let code = deps.block_on(exec::run_without_credentials(program.as_ref(), &arguments, deps))??;
        if code == 0 && began.elapsed() < MIN_EDITING_TIME && std::fs::read(&self.draft.path).ok() == before {
            return Ok(wait_for_window(editor, deps)?);
        }
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
        profile_lock::replace_if_unchanged(self.name, &self.path, &self.original, text.to_owned(), self.call.deps)?;
        self.call.deps.terminal.note(&format!("saved {}", self.path.display()));
        Ok(())
    }
}

/// Waits until the user has saved in an editor that goes on after its command has ended.
fn wait_for_window(editor: &[String], deps: &Deps) -> Result<(), PromptError> {
    deps.terminal.print(&format!(
        "`{}` ended at once. If your editor is still open, save your text there first. To avoid this question, set VISUAL to a command that \
         waits for its window, such as `code --wait`.",
        editor.join(" ")
    ));
    deps.terminal.prompt_optional_line("Press Enter when you are done").map(drop)
}
