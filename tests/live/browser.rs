//! A person at a real browser: the plan handed to `browser.mjs`, and what came of it.

use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{bare, run};
use crate::story::Story;
use crate::tools::beside;

/// The actions of a user on the provider's pages.
pub(crate) struct Person {
    name: &'static str,
    does: &'static str,
    code: Option<String>,
}

impl Person {
    /// Signs in with name and password.
    pub(crate) fn signs_in(name: &'static str) -> Self {
        Self::new(name, "sign in")
    }

    /// Signs in, and presses "No" when asked for consent.
    pub(crate) fn declines(name: &'static str) -> Self {
        Self::new(name, "decline")
    }

    /// Lets a device in: signs in with name and password, and says yes.
    pub(crate) fn approves(name: &'static str) -> Self {
        Self::new(name, "approve")
    }

    /// Signs in with name and password, and says no to the device.
    pub(crate) fn rejects(name: &'static str) -> Self {
        Self::new(name, "reject")
    }

    /// Signs in on a machine that cannot reach the client, and copies the redirect address.
    pub(crate) fn copies_address(name: &'static str) -> Self {
        Self::new(name, "carry")
    }

    /// Only views the first page.
    pub(crate) fn views(name: &'static str) -> Self {
        Self::new(name, "look")
    }

    /// The code that the provider's page asks for.
    pub(crate) fn types(self, code: String) -> Self {
        Self { code: Some(code), ..self }
    }

    fn new(name: &'static str, does: &'static str) -> Self {
        Self { name, does, code: None }
    }

    /// The value of `$BROWSER` that makes the client open this person's browser.
    pub(crate) fn browser_command(&self, story: &Story) -> String {
        format!("node '{}' '{}'", beside("browser.mjs").display(), self.plan(story).display())
    }

    /// Opens an address that the client showed, at whatever machine the person sits.
    pub(crate) fn opens(&self, story: &Story, address: &str) -> Page {
        let mut command = bare(story, "node");
        run(command.arg(beside("browser.mjs")).arg(self.plan(story)).arg(address)).assert_ok();
        self.last_page(story)
    }

    fn plan(&self, story: &Story) -> PathBuf {
        let plan = json!({
            "does": self.does,
            "code": self.code,
            "user": self.name,
            "password": format!("{}-password-for-tests", self.name),
            "modules": story.tools.playwright(),
            "chromium": story.tools.chromium(),
            "pictures": story.output_file(self.name),
            "outcome": story.output_file("outcome.json"),
            "opened": story.output_file("opened.txt"),
        });
        let file = story.output_file("plan.json");
        fs::write(&file, plan.to_string()).expect("the plan is written");
        file
    }

    /// Waits until the browser is done; for a client whose end would close the terminal, and so the browser.
    pub(crate) fn waits_for_page(&self, story: &Story) -> Page {
        let started = Instant::now();
        while fs::read_to_string(story.output_file("outcome.json")).map_or(true, |text| !text.trim_end().ends_with('}')) {
            assert!(started.elapsed() < Duration::from_secs(30), "the browser of {} did not end", self.name);
            sleep(Duration::from_millis(50));
        }
        self.last_page(story)
    }

    /// Returns the last page; fails if it was not reached.
    pub(crate) fn last_page(&self, story: &Story) -> Page {
        let text =
            fs::read_to_string(story.output_file("outcome.json")).expect("the client opened the browser, and it wrote down what it saw");
        let outcome: Value = serde_json::from_str(&text).expect("the outcome is JSON");
        assert!(outcome["failed"].is_null(), "the browser failed: {}", outcome["failed"]);
        if let Some(milliseconds) = outcome["milliseconds"].as_u64() {
            println!("live: {} saw our page {milliseconds} ms after the last button", self.name);
        }
        Page(outcome)
    }

    /// How often the client opened a browser.
    pub(crate) fn browser_count(&self, story: &Story) -> usize {
        fs::read_to_string(story.output_file("opened.txt")).unwrap_or_default().lines().count()
    }

    /// Whether the client opened a browser at all.
    pub(crate) fn browser_opened(&self, story: &Story) -> bool {
        self.browser_count(story) > 0
    }
}

/// The last page that a person saw.
pub(crate) struct Page(Value);

impl Page {
    pub(crate) fn text(&self) -> &str {
        self.0["text"].as_str().unwrap_or_default()
    }

    /// Returns the URL in the address bar.
    pub(crate) fn shown(&self) -> &str {
        self.0["shown"].as_str().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }

    /// The parameter of the authorization request with this name.
    pub(crate) fn parameter(&self, name: &str) -> String {
        let address = url::Url::parse(self.0["address"].as_str().unwrap_or_default()).expect("the opened address is a URL");
        address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    /// The page says that this person's login succeeded.
    pub(crate) fn assert_success(&self, name: &str) {
        assert_eq!(self.0["status"], 200, "{}", self.text());
        assert!(self.text().contains("Login complete") && self.text().contains(name), "{}", self.text());
    }

    /// The page says that the login failed, and why.
    pub(crate) fn assert_failure(&self, reason: &str) {
        assert_ne!(self.0["status"], 200, "{}", self.text());
        assert!(self.text().contains("Login failed") && self.text().contains(reason), "{}", self.text());
    }

    /// Asserts that the page is our own: it loads nothing else, has no errors, and has the right headers.
    pub(crate) fn assert_safe_page(&self) {
        assert_eq!(self.0["trouble"], json!([]), "what the pages complained of");
        let contacted = self.0["contacted"].as_array().map_or(0, Vec::len);
        assert_eq!(contacted, 2, "only the provider and the client are contacted: {}", self.0["contacted"]);
        assert!(self.header("content-security-policy").contains("default-src 'none'"), "{}", self.0["headers"]);
        assert_eq!(self.header("cache-control"), "no-store");
        assert_eq!(self.header("x-content-type-options"), "nosniff");
    }
}
