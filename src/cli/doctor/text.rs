//! The findings of `doctor` as text: a line for each step, and details only where something is wrong.

use crate::advice::Hint;
use crate::deliver;
use crate::doctor::{Step, StepOutcome, first_problem};
use crate::sys::wrap_to_stdout;
use anstyle::{AnsiColor, Style};
use std::collections::HashSet;
use std::io::{self, Write as _};
use std::time::Duration;

/// The width of the column with the names of steps.
const NAME_WIDTH: usize = 20;
/// The most skipped steps that a line names.
const MAX_LISTED: usize = 6;

/// Formats hints for the running command.
type FormatHints<'a> = &'a dyn Fn(&[Hint]) -> Vec<String>;

/// Prints steps as they are completed. Consecutive skipped steps share a line.
pub(super) struct Printer {
    is_enabled: bool,
    is_verbose: bool,
    /// The names of the steps skipped last, and the reason.
    skipped: Option<(Vec<&'static str>, String)>,
    printed_hints: HashSet<String>,
    /// The outcome of the last write: later ones do not follow a failed one.
    result: io::Result<()>,
}

impl Printer {
    pub(super) fn new(is_enabled: bool, is_verbose: bool) -> Self {
        Self { is_enabled, is_verbose, skipped: None, printed_hints: HashSet::new(), result: Ok(()) }
    }

    /// Prints a step.
    pub(super) fn print(&mut self, step: &Step, format_hints: FormatHints<'_>) {
        if step.outcome == StepOutcome::Skipped {
            return self.skip(step);
        }
        self.flush_skipped();
        let text = step.failure.as_ref().map_or_else(|| step.summary.clone(), |failure| failure.source.to_string());
        let mut lines = vec![line(step.outcome, step.name.label(), &format!("{} ({})", step.shareable(&text), milliseconds(step.elapsed)))];
        let mut detail = |label: &str, text: &str| lines.push(format!("    {label}: {}", step.shareable(text)));
        if let Some(failure) = &step.failure {
            failure.causes().iter().for_each(|cause| detail("caused by", cause));
        }
        if self.is_verbose {
            for fact in &step.facts {
                let origin = fact.origin.as_ref().map_or_else(String::new, |origin| format!("  ({origin})"));
                detail(&fact.name, &format!("{}{origin}", fact.value));
            }
        }
        step.notes.iter().for_each(|note| detail("note", note));
        if let Some(failure) = &step.failure {
            for hint in format_hints(&failure.hints) {
                if self.printed_hints.insert(hint.clone()) {
                    detail("hint", &hint);
                }
            }
        }
        if let Some(responsible) = step.responsible {
            detail("who must act", &responsible.to_string());
        }
        self.write(&lines);
    }

    /// Prints the result.
    pub(super) fn finish(mut self, steps: &[Step]) -> Result<(), deliver::Error> {
        self.flush_skipped();
        let lines = [String::new(), wrap_to_stdout(&result(steps), 0)];
        self.write(&lines);
        deliver::check_written(self.result)
    }

    fn skip(&mut self, step: &Step) {
        match &mut self.skipped {
            Some((names, reason)) if *reason == step.shareable(&step.summary) => names.push(step.name.label()),
            _ => {
                self.flush_skipped();
                self.skipped = Some((vec![step.name.label()], step.shareable(&step.summary)));
            }
        }
    }

    fn flush_skipped(&mut self) {
        if let Some((names, reason)) = self.skipped.take() {
            let list = match names.as_slice() {
                [first, .., last] if names.len() > MAX_LISTED => format!("{} steps from {first} to {last}", names.len()),
                names => names.join(", "),
            };
            let lines = [line(StepOutcome::Skipped, "skipped", &format!("{list}: {}", reason))];
            self.write(&lines);
        }
    }

    fn write(&mut self, lines: &[String]) {
        if self.is_enabled && self.result.is_ok() {
            let mut output = anstream::AutoStream::auto(io::stdout());
            // the continuation of a step is below its text, that of a detail below its label
            let wrapped = lines.iter().map(|line| wrap_to_stdout(line, if line.starts_with(' ') { 2 } else { NAME_WIDTH + 3 }));
            self.result =
                output.write_all(format!("{}\n", wrapped.collect::<Vec<_>>().join("\n")).as_bytes()).and_then(|()| output.flush());
        }
    }
}

/// Returns the line of a step.
fn line(outcome: StepOutcome, name: &str, text: &str) -> String {
    let (mark, style) = match outcome {
        StepOutcome::Passed => ("✓", AnsiColor::Green.on_default()),
        StepOutcome::Warned => ("!", AnsiColor::Yellow.on_default().bold()),
        StepOutcome::Failed => ("✗", AnsiColor::Red.on_default().bold()),
        StepOutcome::Skipped => ("-", Style::new().dimmed()),
    };
    format!("{style}{mark}{style:#} {name:<NAME_WIDTH$} {text}")
}

fn milliseconds(elapsed: Duration) -> String {
    format!("{} ms", elapsed.as_millis())
}

/// Returns the result in one sentence.
fn result(steps: &[Step]) -> String {
    let is_login_skipped = steps.iter().any(|step| step.name.word() == "s3" && step.outcome == StepOutcome::Skipped);
    match first_problem(steps) {
        Some(step) if step.has_failed() => {
            let responsible = step.responsible.map_or_else(String::new, |responsible| format!("; who must act: {responsible}"));
            format!("The first failure is `{}`{responsible}.", step.name.label())
        }
        Some(step) => format!("No step failed; the first warning is `{}`.", step.name.label()),
        None if is_login_skipped => "No step failed; the login was not examined.".to_owned(),
        None => "Everything works.".to_owned(),
    }
}
