//! [`Message`]: what a run printed, read from `--error-format json`.

use crate::support::outcome::Outcome;
use serde_json::Value;

/// What a run printed to standard error.
pub(super) struct Message {
    pub(super) code: i32,
    notes: Vec<String>,
    error: String,
    causes: Vec<String>,
    pub(super) hints: Vec<String>,
    /// The word for the one who must act, of the error or else of the first note that has one; empty if none has.
    pub(super) responsible: String,
    /// The anchor in `docs/troubleshooting.md`.
    pub(super) anchor: Option<String>,
}

impl Message {
    /// Reads what the run of `case` printed.
    pub(super) fn of(case: &str, outcome: &Outcome) -> Self {
        let (_, stderr) = outcome.shown();
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{case}: {error}: {line}"));
        let objects: Vec<Value> = stderr.lines().filter(|line| line.starts_with('{')).map(parse).collect(); // not the prompts of a login
        let (errors, notes): (Vec<Value>, Vec<Value>) = objects.into_iter().partition(|object| object["type"] == "error");
        let error = errors.into_iter().next().unwrap_or_default();
        let about = [&error].into_iter().chain(&notes).find(|object| object["responsible"].is_string()).cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().into_iter().flatten().map(text).collect();
        let page = about["documentation"].as_str().and_then(|page| page.strip_prefix("docs/troubleshooting.md#"));
        Self {
            code: outcome.code,
            notes: notes.iter().map(|note| format!("{}: {}", text(&note["type"]), text(&note["message"]))).collect(),
            error: text(&error["message"]),
            causes: list(&error["causes"]),
            hints: list(&error["hints"]),
            responsible: text(&about["responsible"]),
            anchor: page.map(str::to_owned),
        }
    }

    /// Returns the error with its causes and the notes, as the program prints them without `--error-format`.
    pub(super) fn symptom(&self) -> String {
        let notes: String = self.notes.iter().map(|note| format!("{note}\n")).collect();
        let error = if self.error.is_empty() { String::new() } else { format!("error: {}\n", self.error) };
        let causes: String = self.causes.iter().map(|cause| format!("  caused by: {cause}\n")).collect();
        notes + &error + &causes
    }

    /// Returns everything, with who must act and the section of the page.
    pub(super) fn text(&self) -> String {
        let hints: String = self.hints.iter().map(|hint| format!("  hint: {hint}\n")).collect();
        let who = if self.responsible.is_empty() { String::new() } else { format!("who must act: {}\n", self.responsible) };
        let anchor = self.anchor.as_ref().map_or_else(String::new, |anchor| format!("see: #{anchor}\n"));
        self.symptom() + &hints + &who + &anchor
    }
}
